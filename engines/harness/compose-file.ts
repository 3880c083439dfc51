import { parse } from 'yaml';
import { IMAGE_USER, type StandinImage } from '../standin/image';

/** As much of a service as its stand-in has to know. */
interface Service {
  readonly image: string;
  readonly entrypoint?: string | readonly string[];
  readonly healthcheck?: { readonly test?: string | readonly string[] };
  readonly expose?: readonly (string | number)[];
  readonly ports?: readonly (string | { readonly target: number; readonly protocol?: string })[];
  readonly volumes?: readonly (string | { readonly type: string; readonly target: string })[];
  readonly user?: string;
  readonly restart?: string;
}

/** A Compose file whose images are stand-ins. */
export interface StandinProject {
  readonly name: string;
  readonly text: string;
  readonly images: readonly StandinImage[];
  /** Port on which the stand-in of each service tells about itself. */
  readonly control: ReadonlyMap<string, number>;
}

/** First of the ports on which stand-ins listen besides those of their service. */
const CONTROL = 65_400;

/**
 * Puts stand-ins in the place of a Compose file's images. Images are pinned by digest, and what is behind those digests
 * is in registries that no test reaches: so the references, and nothing else, are replaced in the text.
 *
 * @param inPlaceOf an image that the engine has already, for each; by default each service has one of its own
 */
export function withStandins(text: string, inPlaceOf?: (image: string) => string): StandinProject {
  // The file has been judged by compose-go before: it is what the type says.
  const { name, services } = parse(text) as { name: string; services: Readonly<Record<string, Service>> };
  const control = new Map<string, number>();
  const images = Object.entries(services).map(([key, service], i) => {
    // Each has a port of its own, since sidecars share a network.
    control.set(key, CONTROL + i);
    return imageOf(key, service, CONTROL + i);
  });
  const lines = text.split('\n');
  const keys = Object.keys(services);
  let at = lines.indexOf('services:');
  for (const [i, key] of keys.entries()) {
    at = lines.findIndex(
      (line, n) => n > at && /^ {2}\S/.test(line) && unquoted(line.trim().replace(/:$/, '')) === key,
    );
    const image = lines.findIndex((line, n) => n > at && line.startsWith('    image: '));
    if (at < 0 || image < 0 || unquoted(lines[image]?.slice(11) ?? '') !== services[key]?.image) {
      throw new Error(`The image of service ${key} can't be found in the text of project ${name}.`);
    }
    lines[image] = `    image: ${inPlaceOf?.(services[key]?.image ?? '') ?? images[i]?.names[0]}`;
  }
  return { name, text: lines.join('\n'), images: inPlaceOf === undefined ? images : [], control };
}

function imageOf(key: string, service: Service, control: number): StandinImage {
  const test = service.healthcheck?.test;
  const programs = [
    Array.isArray(test) ? test[1] : undefined,
    Array.isArray(service.entrypoint) ? service.entrypoint[0] : undefined,
  ].filter((program): program is string => program !== undefined);
  const exposed = (service.expose ?? []).map(String);
  const published = (service.ports ?? []).map((port) =>
    typeof port === 'string' ? `${port.split(':').at(-1)}` : `${port.target}/${port.protocol ?? 'tcp'}`,
  );
  const ports = [...exposed, ...published].map((port) => port.replace(/\/tcp$/, ''));
  const mounts = (service.volumes ?? []).flatMap((volume) => {
    if (typeof volume !== 'string') return volume.type === 'volume' ? [volume.target] : [];
    const [source = '', target = ''] = volume.split(':');
    return /^[./~]/.test(source) ? [] : [target];
  });
  const user = Number(service.user?.split(':')[0]);
  return {
    names: [`standin.invalid/${key}:1`],
    ports: [...new Set([...ports, String(control)])],
    programs: [...new Set(programs)],
    directories: mounts,
    user: IMAGE_USER,
    owner: Number.isNaN(user) ? undefined : user,
    ...(service.restart === 'no' ? { exit: 0 } : {}),
  };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}
