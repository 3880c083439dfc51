import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Path to mode and content of everything but the writer's own; empty directories as `name/`. */
export type Tree = Readonly<Record<string, string>>;

export function treeOf(root: string, below = ''): Tree {
  const found: Record<string, string> = {};
  for (const entry of readdirIfThere(join(root, below))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (path === '.sff') continue;
    const inside = entry.isDirectory() ? treeOf(root, path) : { [path]: contentOf(join(root, path)) };
    Object.assign(found, Object.keys(inside).length === 0 ? { [`${path}/`]: '' } : inside);
  }
  return found;
}

/** What the writer keeps for itself, by name. */
export function stateOf(root: string): readonly string[] {
  return readdirIfThere(join(root, '.sff'))
    .map((entry) => entry.name)
    .sort();
}

/** Puts files of someone else between those of the writer: beside the first file, in every directory of that site. */
export function putForeign(root: string, tree: Tree): Tree {
  const [site = '.'] = Object.keys(tree).flatMap((path) => /^[^/]+\/[^/]+/.exec(path)?.[0] ?? []);
  const paths = Object.keys(tree).filter((path) => path.startsWith(`${site}/`));
  const directories = new Set(['', site, ...paths.map((path) => path.slice(0, path.lastIndexOf('/')))]);
  for (const directory of directories) {
    mkdirSync(join(root, directory), { recursive: true });
    writeFileSync(join(root, directory, 'NOTES.bin'), Buffer.from([0, 255, 10, 13, 128]), { mode: 0o600 });
    symlinkSync('/etc/hostname', join(root, directory, 'link.yaml'));
  }
  return Object.fromEntries(Object.entries(treeOf(root)).filter(([path]) => /(NOTES\.bin|link\.yaml)$/.test(path)));
}

/** With the inode and its time: a file that was written again with the same bytes is not untouched. */
export function stampsOf(root: string, paths: Iterable<string>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...paths].map((path) => {
      const { ino, mtimeMs, uid } = lstatSync(join(root, path));
      return [path, `${ino} ${mtimeMs} ${uid}`];
    }),
  );
}

function contentOf(path: string): string {
  const stat = lstatSync(path);
  const content = stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'latin1');
  return `${stat.mode.toString(8)} ${content}`;
}

function readdirIfThere(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
