import * as nodeFs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { FileSystem } from './disk';
import { OutputError } from './error';

/**
 * Gives the cdk8s CLI the Kubernetes manifests, and only these: it takes every `*.yaml` in its output directory
 * (`$CDK8S_OUTDIR`) for one. They become hard links, or copies where linking is not possible. Nothing is done when
 * `target` is the output directory itself.
 *
 * @param files paths of manifests in the output directory
 */
export function exportManifests(
  outdir: string,
  files: Iterable<string>,
  target: string,
  fs: FileSystem = nodeFs,
): void {
  let to = resolve(target);
  try {
    fs.mkdirSync(to, { recursive: true });
    if (fs.realpathSync(to) === fs.realpathSync(outdir)) return;
    const made = new Set<string>();
    for (const path of files) {
      to = join(resolve(target), path);
      const parent = dirname(to);
      if (!made.has(parent)) fs.mkdirSync(parent, { recursive: true });
      made.add(parent);
      fs.rmSync(to, { force: true });
      linkOrCopy(fs, join(outdir, path), to);
    }
  } catch (error) {
    throw OutputError.from(error, to);
  }
}

/** Links fail across devices, on FAT, where the kernel protects links, and with too many of them: copies rarely do. */
function linkOrCopy(fs: FileSystem, from: string, to: string): void {
  try {
    fs.linkSync(from, to);
  } catch {
    fs.copyFileSync(from, to);
  }
}
