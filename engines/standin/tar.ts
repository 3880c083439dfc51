/** What a tar archive holds at a path: a file's bytes, a link's target, or a directory. */
export interface TarEntry {
  readonly path: string;
  readonly mode: number;
  readonly content?: Buffer;
  readonly link?: string;
  /** User and group id. @default root */
  readonly owner?: number | undefined;
}

const BLOCK = 512;

/** The same archive for the same entries: no times, no names. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = entry.content ?? Buffer.alloc(0);
    return [header(entry, content.length), content, Buffer.alloc(-content.length & (BLOCK - 1))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/** POSIX.1-1988 (ustar) header. */
function header(entry: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(entry.path) > 100) throw new Error(`"${entry.path}" is too long for this archive.`);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at);
  block.write(entry.path, 0);
  octal(entry.mode, 100, 8);
  octal(entry.owner ?? 0, 108, 8);
  octal(entry.owner ?? 0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write(' '.repeat(8), 148); // the checksum counts itself as blanks
  block.write(entry.link !== undefined ? '2' : entry.content !== undefined ? '0' : '5', 156);
  block.write(entry.link ?? '', 157);
  block.write('ustar\x0000', 257);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return block;
}
