import { hashOf } from '../portable/hash';

/** Longest name of a Service, a container or a volume (DNS label). */
const LABEL_LENGTH = 63;

/** `text`, cut and ended with a hash of the whole where it is longer than `length`. */
export function shorten(text: string, length = LABEL_LENGTH): string {
  if (text.length <= length) return text;
  const hash = hashOf(text, 8);
  return `${text.slice(0, length - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}
