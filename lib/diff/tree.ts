/** The files of one output, wherever they are. */
export interface OutputTree {
  /** For people: `dist`, `main:dist`. */
  readonly name: string;
  /** Paths of all files, with forward slashes, without the writer's own in `.sff/`; sorted. */
  paths(): readonly string[];
  /** The bytes of a file. */
  bytes(path: string): Uint8Array | Promise<Uint8Array>;
  /** The id that Git has for these bytes, where it is known without reading them. */
  blob?(path: string): string | undefined;
  /** Ends what reading needed. */
  close?(): void;
}

/** An output in memory, such as `Testing.synth(app)` gives. */
export function treeOfTexts(files: Readonly<Record<string, string>>, name = 'memory'): OutputTree {
  return {
    name,
    paths: () => Object.keys(files).sort(),
    bytes: (path) => Buffer.from(files[path] ?? ''),
  };
}

/** A file as UTF-8. */
export async function textOf(tree: OutputTree, path: string): Promise<string> {
  return decoded(await tree.bytes(path));
}

export function decoded(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
