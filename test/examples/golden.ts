import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Files that stand in for others: their path and SHA-256, one a line, as `sha256sum` writes it. */
export const SUMS = 'files.sha256';

/** The expected output of an example, as its directory holds it. */
export interface Golden {
  /** Texts of whole files, by path. */
  readonly whole: Readonly<Record<string, string>>;
  /** SHA-256 of the other files, by path. */
  readonly sums: Readonly<Record<string, string>>;
}

/** Divides an output into the files that are kept whole and those of which the sum is kept. */
export function goldenOf(files: Readonly<Record<string, string>>, isWhole: (path: string) => boolean): Golden {
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    whole: Object.fromEntries(entries.filter(([path]) => isWhole(path))),
    sums: Object.fromEntries(entries.filter(([path]) => !isWhole(path)).map(([path, text]) => [path, sha256(text)])),
  };
}

/** Reads what an example is expected to write. */
export function readGolden(directory: string): Golden {
  const paths = existsSync(directory) ? readdirSync(directory, { recursive: true, withFileTypes: true }) : [];
  const files = paths.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const whole = files.map(
    (file) => [relative(directory, file).split(sep).join('/'), readFileSync(file, 'utf8')] as const,
  );
  const sums = whole.find(([path]) => path === SUMS)?.[1] ?? '';
  return {
    whole: Object.fromEntries(whole.filter(([path]) => path !== SUMS).sort(([a], [b]) => (a < b ? -1 : 1))),
    sums: Object.fromEntries(
      sums
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => [line.slice(66), line.slice(0, 64)]),
    ),
  };
}

/** Replaces what an example is expected to write. */
export function writeGolden(directory: string, golden: Golden): void {
  rmSync(directory, { recursive: true, force: true });
  const sums = Object.entries(golden.sums).map(([path, sum]) => `${sum}  ${path}\n`);
  const files = sums.length === 0 ? golden.whole : { ...golden.whole, [SUMS]: sums.join('') };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
