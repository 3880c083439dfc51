import { sha256 } from '../portable/hash';
import type { HashedFile } from './tree';

/** What a file holds, in short: enough to know it again. */
export interface Content {
  readonly size: number;
  /** First 128 bits of SHA-256, in hex. */
  readonly hash: string;
}

/** Encodes texts as UTF-8 into one buffer that it keeps: the result is valid until the next text. */
export class Encoder {
  private buffer = Buffer.allocUnsafe(64 * 1024);

  encode(text: string): Buffer {
    // A UTF-16 unit takes three bytes at most.
    if (text.length * 3 > this.buffer.length) this.buffer = Buffer.allocUnsafe(text.length * 3);
    return this.buffer.subarray(0, this.buffer.write(text));
  }
}

/** A file that carries its hash, which the hash of its site and the writer both need. */
export function hashed(path: string, text: string): HashedFile {
  return { path, text, sha256: sha256(text) };
}

export function contentOf(bytes: Buffer, hash = sha256(bytes)): Content {
  return { size: bytes.length, hash: hash.slice(0, 32) };
}

export function isContent(value: unknown): value is Content {
  if (typeof value !== 'object' || value === null || !('size' in value) || !('hash' in value)) return false;
  return typeof value.size === 'number' && typeof value.hash === 'string';
}
