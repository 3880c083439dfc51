import { createHash } from 'node:crypto';

/** The first hexadecimal digits of a SHA-256 of `text`: names and marks that follow from it and nothing else. */
export function hashOf(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
