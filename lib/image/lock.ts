import { digestFault, type ImageReference, parseImageReference, renderImageReference } from './reference';

/** What a tag stood for when the lock was made. */
export interface ImageLockEntry {
  /** `sha256:…`, of the index where the image has several platforms. */
  readonly digest: string;
  /** Bytes that a device pulls: the compressed layers, without those that it may have already. */
  readonly size?: number | undefined;
}

/** Digests of tags: `registry.contoso.com/pos:1.4.2` → `sha256:…`; `docker.io/library/` may be left out. */
export interface ImageLock {
  readonly [reference: string]: string | ImageLockEntry;
}

/** Why an image can't be used; each is a rule of `docs/rules.md`. */
export type ImageFaultCode = 'image-malformed' | 'image-not-pinned' | 'image-latest' | 'image-lock-mismatch';

/** What an image of the program stands for. */
export type ResolvedImage =
  | {
      readonly ok: true;
      /** As a runtime takes it: `pos:1.4.2@sha256:…`. */
      readonly image: string;
      readonly digest: string;
      /** Bytes to pull, where the lock says. */
      readonly size?: number | undefined;
      readonly reference: ImageReference;
    }
  | { readonly ok: false; readonly code: ImageFaultCode; readonly message: string; readonly fix: string };

type Refusal = Extract<ResolvedImage, { ok: false }>;

/** Pins an image: by the digest that it carries, or by the lock's. */
export function resolveImage(text: string, lock: ImageLock = {}): ResolvedImage {
  const parsed = parseImageReference(text);
  if (!parsed.ok) {
    const fix = 'Write registry/repository:tag@sha256:<64 hex digits>.';
    return refuse('image-malformed', `"${text}" is no image reference: ${parsed.message}.`, fix);
  }
  const { reference } = parsed;
  const { name, tag } = reference;
  if (tag === 'latest' || (tag === undefined && reference.digest === undefined)) {
    const what = tag === undefined ? 'has no tag, which means "latest"' : 'has the tag "latest"';
    return refuse('image-latest', `image "${text}" ${what}.`, `Write the tag that you mean: ${name}:1.4.2@sha256:….`);
  }

  const entries = entriesFor(reference, lock);
  const broken = entries.map(entryFault).find((message) => message !== undefined);
  if (broken !== undefined) return refuse('image-malformed', broken, 'Make the image lock again.');
  const pins = new Set([reference.digest, ...entries.map(({ digest }) => digest)].filter((d) => d !== undefined));
  if (pins.size > 1) {
    const message = `image "${text}" has more than one digest in the program and the image lock: ${[...pins].join(', ')}.`;
    return refuse('image-lock-mismatch', message, 'Remove the digest from the program, or correct the lock.');
  }
  const [digest] = pins;
  if (digest === undefined) {
    const fix = `Pin it: ${renderImageReference({ name, tag })}@sha256:…, or add it to the image lock.`;
    return refuse('image-not-pinned', `image "${text}" has no digest.`, fix);
  }
  const size = entries.find((entry) => entry.size !== undefined)?.size;
  const image = renderImageReference({ name, tag, digest });
  return { ok: true, image, digest, reference, ...(size === undefined ? {} : { size }) };
}

type NamedEntry = ImageLockEntry & { readonly key: string };

/** The lock's entries for a tag, under each spelling of its name. */
function entriesFor({ name, registry, repository, familiar, tag }: ImageReference, lock: ImageLock): NamedEntry[] {
  if (tag === undefined) return [];
  const hub = registry === 'docker.io';
  const short = repository.replace(/^library\//, '');
  const spellings = hub ? [name, familiar, repository, `docker.io/${repository}`, `docker.io/${short}`] : [name];
  return [...new Set(spellings)]
    .map((spelling) => `${spelling}:${tag}`)
    .flatMap((key) => {
      const entry = Object.hasOwn(lock, key) ? lock[key] : undefined;
      if (entry === undefined) return [];
      return [typeof entry === 'string' ? { key, digest: entry } : { key, ...entry }];
    });
}

/** Why an entry is none, as a sentence: a lock comes from a file that a program read. */
function entryFault({ key, digest, size }: NamedEntry): string | undefined {
  const wrong = typeof digest === 'string' ? digestFault(digest) : 'is missing';
  if (wrong !== undefined) return `the digest of "${key}" in the image lock ${wrong}.`;
  if (size === undefined || (Number.isSafeInteger(size) && size >= 0)) return undefined;
  return `the size of "${key}" in the image lock is not a number of bytes.`;
}

function refuse(code: ImageFaultCode, message: string, fix: string): Refusal {
  return { ok: false, code, message, fix };
}
