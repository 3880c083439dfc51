import { createHash, hash } from 'node:crypto';

/** SHA-256 in hex; of a text, of its UTF-8. */
export const sha256: (data: string | Buffer) => string =
  // One call for short data, several times as fast; Node has it from 20.12 on.
  typeof hash === 'function'
    ? (data) => hash('sha256', data, 'hex')
    : (data) => createHash('sha256').update(data).digest('hex');

/** The first hexadecimal digits of a SHA-256 of `text`: names and marks that follow from it and nothing else. */
export function hashOf(text: string, digits: number): string {
  return sha256(text).slice(0, digits);
}
