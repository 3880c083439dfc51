import { isDeepStrictEqual } from 'node:util';
import { resolveImage } from '../image/lock';
import type { SiteModel } from '../site';
import type { Report } from '../validation/problem';
import { show } from '../validation/values';
import type { Adopted } from './adopted';
import { type Draft, SECTIONS, type Section } from './draft';
import { field, isExternal, isMapping, recordOf } from './forms';
import { copyOf, valuesIn } from './interpolation';
import { isImageMount } from './mount-forms';
import { isProjectName } from './names';
import type { ComposeSpecification } from './spec';

/** Adds what a site has taken over to the draft of its project. */
export function addAdopted(
  draft: Draft,
  { construct, spec, services }: Adopted,
  site: SiteModel,
  report: Report,
): void {
  if (!isMapping(spec)) {
    report('compose-invalid', ...noProject(spec));
    return;
  }
  checkVolumeNames(spec, site, report);
  checkMerged(spec, report);
  for (const [key, value] of Object.entries(spec)) {
    if (isSection(key)) {
      if (value !== null && !isMapping(value)) {
        report('compose-invalid', `the project has ${key} that are no mapping.`, 'Write names with what they are.');
      }
      for (const [name, part] of Object.entries(recordOf(value))) {
        const owner = (key === 'services' ? services.get(name) : undefined) ?? construct;
        // Patches change the copy, and the site may be rendered again.
        draft.add(key, name, copyOf(adapted(key, name, part, spec, site, report)), owner);
      }
    } else if (key.startsWith('x-')) {
      if (draft.extensions.has(key) && !isDeepStrictEqual(draft.extensions.get(key), value)) {
        report('name-duplicate', `"${key}" is something else in another project.`, 'Rename or remove it.');
      }
      draft.extensions.set(key, copyOf(value));
    } else if (key === 'name') {
      if (!isProjectName(value)) {
        report('compose-invalid', `the project has the name ${show(value)}.`, 'Use a-z, 0-9, "-" and "_".');
      }
    } else if (key !== 'version') {
      report(
        'compose-invalid',
        `the project has "${key}", which the site cannot take over.`,
        key === 'include' ? 'Resolve it before: `docker compose config`.' : 'Remove it, or run it as a service.',
      );
    }
  }
}

/** What is wrong with something that is no project, and how to get one. */
function noProject(value: unknown): [message: string, fix: string] {
  const give = 'Give what a YAML parser made of a Compose file, as plain objects.';
  if (Array.isArray(value)) return ['the project is a list.', `${give} loadAll makes a list of documents: give one.`];
  if (typeof field(value, 'then') === 'function') return ['the project is a promise.', 'Await it.'];
  return ['the project is no mapping.', give];
}

/** Docker knows a volume by the name of its project, which Compose takes from the directory where the file has none. */
function checkVolumeNames({ name, volumes }: ComposeSpecification, site: SiteModel, report: Report): void {
  if (name !== undefined) return;
  const kept = Object.entries(recordOf(volumes)).flatMap(([key, volume]) => {
    // What a driver binds has its data where it says.
    return hasOwnName(volume) || field(volume, 'driver_opts', 'device') !== undefined ? [] : [`"${key}"`];
  });
  if (kept.length === 0) return;
  report(
    'compose-invalid',
    `the project has no name, by which Docker knows the data of ${kept.join(', ')} in volumes.`,
    `Write name: in it, that of the directory from which it was started; name: '${site.name}' for a new one.`,
  );
}

/** YAML 1.2 has no merge keys, and parsers that follow it leave them in the data. */
function checkMerged(spec: ComposeSpecification, report: Report): void {
  const left = [...valuesIn(spec)].flatMap(([pointer]) => (pointer.endsWith('/<<') ? pointer.slice(0, -3) : []));
  if (left.length === 0) return;
  report(
    'compose-invalid',
    `the parser has not merged the key "<<" of ${left.join(', ')}.`,
    'Have it do so: parse(text, { merge: true }) of the package yaml.',
  );
}

/** Whether the name of a volume is not made of that of its project. */
function hasOwnName(volume: unknown): boolean {
  return field(volume, 'name') !== undefined || isExternal(volume);
}

function isSection(key: string): key is Section {
  return (SECTIONS as readonly string[]).includes(key);
}

/** A part of an adopted project as it has to be in the site's: images by digest, volumes where they are already. */
function adapted(
  section: Section,
  name: string,
  part: unknown,
  { name: project }: ComposeSpecification,
  site: SiteModel,
  report: Report,
): unknown {
  if (section === 'services') return pinned(name, part, site, report);
  if (section !== 'volumes' || project === undefined || project === site.name) return part;
  return hasOwnName(part) ? part : { ...recordOf(part), name: `${project}_${name}` };
}

/** A service with digests for its images: its own, of what runs before it, and what it mounts. */
function pinned(name: string, service: unknown, { images }: SiteModel, report: Report): unknown {
  const pin = (part: unknown, key: string): unknown => {
    const image = field(part, key);
    if (!isMapping(part) || typeof image !== 'string') return part;
    const resolved = resolveImage(image, images);
    if (resolved.ok) return { ...part, [key]: resolved.image };
    // What is wrong with the reference itself is an edge rule, which sees every service.
    if (resolved.code === 'image-lock-mismatch')
      report(resolved.code, `service "${name}": ${resolved.message}`, resolved.fix);
    return part;
  };
  const own = pin(service, 'image');
  if (!isMapping(own)) return own;
  const hooks = Array.isArray(own.pre_start) ? { pre_start: own.pre_start.map((hook) => pin(hook, 'image')) } : {};
  const mounts = Array.isArray(own.volumes)
    ? { volumes: own.volumes.map((mount) => (isImageMount(mount) ? pin(mount, 'source') : mount)) }
    : {};
  return { ...own, ...hooks, ...mounts };
}
