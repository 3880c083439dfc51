import { execFile } from 'node:child_process';
import { enginePath } from '../cache';
import { composecheck } from '../docker/composecheck';

/** What Docker Compose's own reader says about a file. */
export interface ComposeProblem {
  readonly file: string;
  readonly message: string;
}

interface Verdict {
  readonly file: string;
  readonly services: number;
  readonly warnings?: readonly string[];
  readonly error?: string;
}

/**
 * Reads Compose files as Docker Compose does: schema, interpolation, consistency. Warnings are problems too: an unset
 * variable or an obsolete key has no place in what this library emits.
 */
export function composeCheck(files: readonly string[]): Promise<readonly ComposeProblem[]> {
  const program = enginePath(composecheck, 'composecheck');
  // Without an environment, a variable in a file can't get a value by chance.
  const settings = { env: { HOME: '/nonexistent' }, timeout: 120_000, maxBuffer: 1 << 26, encoding: 'utf8' } as const;
  return new Promise((resolve, reject) => {
    execFile(program, [...files], settings, (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      if (lines.length !== files.length) {
        return reject(
          new Error(`composecheck judged ${lines.length} of ${files.length} files: ${error?.message}\n${stderr}`),
        );
      }
      resolve(lines.flatMap((line) => problemsOf(JSON.parse(line) as Verdict)));
    });
  });
}

function problemsOf({ file, services, warnings = [], error }: Verdict): readonly ComposeProblem[] {
  const messages = [...warnings, ...(error === undefined ? [] : [error])];
  if (error === undefined && services === 0) messages.push('the project has no service.');
  return messages.map((message) => ({ file, message }));
}
