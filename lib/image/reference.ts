/** An image reference in its parts. */
export interface ImageReference {
  /** Host of the registry, with its port; `docker.io` where the reference names none. */
  readonly registry: string;
  /** Path in the registry, as the registry knows it: `library/postgres` for `postgres`. */
  readonly repository: string;
  /** Name as written, without tag and digest. */
  readonly name: string;
  /** Shortest name that means the same: `postgres` for `docker.io/library/postgres`. */
  readonly familiar: string;
  readonly tag?: string | undefined;
  /** Algorithm and hex, `sha256:…`. */
  readonly digest?: string | undefined;
}

/** Why a text is no image reference. */
export type ImageReferenceFault =
  | 'empty'
  | 'whitespace'
  | 'scheme'
  | 'identifier'
  | 'digest'
  | 'tag'
  | 'registry'
  | 'uppercase'
  | 'repository'
  | 'too-long';

/** What `parseImageReference` found. */
export type ParsedImageReference =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly fault: ImageReferenceFault; readonly message: string };

// The grammar of github.com/distribution/reference v0.6.0 (regexp.go), which Docker, Compose and containerd share.
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const HOST_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const REGISTRY = new RegExp(`^(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const TAG = /^\w[\w.-]*$/;

/** RepositoryNameTotalLengthMax of distribution/reference. */
const REPOSITORY_LENGTH = 255;
const TAG_LENGTH = 128;

const DOCKER_HUB = 'docker.io';
/** What Docker Hub was called; distribution/reference still reads it so. */
const LEGACY_DOCKER_HUB = 'index.docker.io';
const OFFICIAL = 'library/';

/** Hex digits of each algorithm that go-digest v1.0.0 knows; they are lower case. */
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** Why `digest` is none, as the end of a sentence, or undefined when it is one. */
export function digestFault(digest: string): string | undefined {
  const colon = digest.indexOf(':');
  const algorithm = digest.slice(0, Math.max(colon, 0));
  const hex = digest.slice(colon + 1);
  if (!Object.hasOwn(DIGEST_LENGTHS, algorithm)) return `starts with none of ${Object.keys(DIGEST_LENGTHS).join(', ')}`;
  if (/[A-F]/.test(hex)) return 'has capitals';
  if (!/^[0-9a-f]*$/.test(hex)) return 'has characters that are not hexadecimal';
  const length = DIGEST_LENGTHS[algorithm];
  return hex.length === length ? undefined : `has ${hex.length} hexadecimal digits; ${algorithm} has ${length}`;
}

/** The reference with another tag, digest or both; as written otherwise. */
export function renderImageReference({ name, tag, digest }: Pick<ImageReference, 'name' | 'tag' | 'digest'>): string {
  return `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** What was read before: a fleet names the same few images again and again. */
const known = new Map<string, ParsedImageReference>();
const KNOWN_ENTRIES = 1024;

/** Reads `[registry/]repository[:tag][@digest]`; says why where it is something else. */
export function parseImageReference(text: string): ParsedImageReference {
  const before = known.get(text);
  if (before !== undefined) return before;
  const parsed = parse(text);
  if (known.size === KNOWN_ENTRIES) known.clear();
  known.set(text, parsed);
  return parsed;
}

function parse(text: string): ParsedImageReference {
  if (text === '') return fault('empty', 'it is empty');
  if (/^[a-f0-9]{64}$/.test(text)) return fault('identifier', 'it is the id of an image, which no registry knows');
  if (/\s/.test(text)) return fault('whitespace', 'it has white space');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return fault('scheme', 'a reference has no scheme such as "https://"');

  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const tagged = at < 0 ? text : text.slice(0, at);
  const wrong = digest === undefined ? undefined : digestFault(digest);
  if (wrong !== undefined) return fault('digest', `its digest "${digest}" ${wrong}`);

  const colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : tagged.slice(colon + 1);
  const name = colon < 0 ? tagged : tagged.slice(0, colon);
  if (tag !== undefined && !TAG.test(tag)) {
    return fault('tag', `its tag "${tag}" is not letters, digits, "_", "." and "-", starting with neither "." nor "-"`);
  }
  if (tag !== undefined && tag.length > TAG_LENGTH) {
    return fault('tag', `its tag has ${tag.length} characters; ${TAG_LENGTH} are allowed`);
  }
  return parseName(name, tag, digest);
}

function parseName(name: string, tag: string | undefined, digest: string | undefined): ParsedImageReference {
  const { registry, path } = split(name);
  if (!REGISTRY.test(registry)) return fault('registry', `"${registry}" is not a host with an optional port`);
  if (!REPOSITORY.test(path)) {
    if (REPOSITORY.test(path.toLowerCase())) return fault('uppercase', `its repository "${path}" has capitals`);
    return fault('repository', `"${path}" is not a repository: a-z, 0-9, single separators, and "/" between the parts`);
  }
  const repository = registry === DOCKER_HUB && !path.includes('/') ? `${OFFICIAL}${path}` : path;
  if (repository.length > REPOSITORY_LENGTH) {
    return fault('too-long', `its repository has ${repository.length} characters; ${REPOSITORY_LENGTH} are allowed`);
  }
  const reference = { registry, repository, name, familiar: familiarName(registry, repository) };
  return {
    ok: true,
    reference: { ...reference, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) },
  };
}

/** The registry is what stands before the first slash, if that can't be a part of a repository on Docker Hub. */
function split(name: string): { readonly registry: string; readonly path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const rest = name.slice(slash + 1);
  if (first === LEGACY_DOCKER_HUB) return { registry: DOCKER_HUB, path: rest };
  const isHost = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  return isHost ? { registry: first, path: rest } : { registry: DOCKER_HUB, path: name };
}

function familiarName(registry: string, repository: string): string {
  if (registry !== DOCKER_HUB) return `${registry}/${repository}`;
  const short = repository.startsWith(OFFICIAL) ? repository.slice(OFFICIAL.length) : repository;
  // `library/a/b` is not what `a/b` means, and `a.b/c` is on a host `a.b`.
  if (!short.includes('/')) return short;
  return split(repository).registry === DOCKER_HUB ? repository : `${registry}/${repository}`;
}

function fault(code: ImageReferenceFault, message: string): ParsedImageReference {
  return { ok: false, fault: code, message };
}
