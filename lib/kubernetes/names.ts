import { createHash } from 'node:crypto';

/** Longest name of a Service, a container or a volume (DNS label). */
export const LABEL_LENGTH = 63;

/** `text`, cut and ended with a hash of the whole where it is longer than `length`. */
export function shorten(text: string, length = LABEL_LENGTH): string {
  if (text.length <= length) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${text.slice(0, length - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}
