import { field, textOf } from './forms';
import { variablesIn } from './interpolation';

/** An entry of `volumes`, as far as rules look at it. */
export interface ServiceMount {
  readonly type: string;
  /** Name of a volume, or a path; undefined for an anonymous volume, and for what a variable decides. */
  readonly source: string | undefined;
}

/** Reads an entry of `volumes` (compose-go, format/volume.go); undefined where Compose would refuse it. */
export function readMount(entry: unknown): ServiceMount | undefined {
  if (typeof entry !== 'string') {
    const type = textOf(field(entry, 'type'));
    return type === undefined ? undefined : { type, source: known(textOf(field(entry, 'source'))) };
  }
  const parts = partsOf(entry);
  if (parts.some((part) => part === '') || parts.length > 3) return undefined;
  const [source] = parts;
  if (parts.length === 1 || source === undefined) return { type: 'volume', source: undefined };
  return { type: isPath(source) ? 'bind' : 'volume', source: known(source) };
}

/** Where an entry of `volumes` is in the container. */
export function targetOf(entry: unknown): string | undefined {
  if (typeof entry !== 'string') return textOf(field(entry, 'target'));
  const [source, target] = partsOf(entry);
  return target ?? source;
}

/** Whether an entry of `volumes` mounts what is in an image. */
export function isImageMount(entry: unknown): boolean {
  return field(entry, 'type') === 'image';
}

/** A source, unless a variable decides which volume or path it is. */
function known(source: string | undefined): string | undefined {
  return source === undefined || isPath(source) || variablesIn(source).names.length === 0 ? source : undefined;
}

/** The parts of a short form; a variable may have a default with a colon: `${DATA:-/srv}`. */
function partsOf(entry: string): string[] {
  // A NUL, which no path has, where a part ends: looking ahead from each colon would take a long text its square.
  const ended = entry.replace(/[^{}]+(\}?)/g, (text, brace) => (brace === '' ? text.replaceAll(':', '\0') : text));
  return ended.split('\0');
}

function isPath(source: string): boolean {
  return /^[./~\\]/.test(source);
}

/**
 * Path of the device in an entry of `devices`; undefined for a CDI name such as `nvidia.com/gpu=all`. Docker looks for
 * a relative one, too: from the directory that it runs in.
 */
export function readDevice(entry: unknown): string | undefined {
  const source = typeof entry === 'string' ? entry.split(':')[0] : textOf(field(entry, 'source'));
  return source === undefined || CDI_NAME.test(source) ? undefined : source;
}

/** Qualified names of the Container Device Interface (pkg/parser/parser.go). */
const CDI_NAME = /^[a-z][\w.-]*\/[a-z][\w.-]*=[\w.:-]+$/i;
