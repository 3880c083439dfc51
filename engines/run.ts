import { spawnSync } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** Runs a program to its end and returns what it printed; an error carries the command and the end of its complaints. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): string {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (done.error) throw new Error(`${program} can't be run: ${done.error.message}`);
  if (done.status !== 0) {
    const end = done.signal ? `was ended by ${done.signal}` : `ended with ${done.status}`;
    throw new Error(`${[program, ...args].join(' ')} ${end}:\n${(done.stderr || done.stdout).slice(-4000)}`);
  }
  return done.stdout;
}
