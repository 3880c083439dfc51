import { execFile } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Milliseconds until it is killed. @default 60,000 */
  readonly timeout?: number | undefined;
}

/** A command that did not end with 0. */
export class CommandError extends Error {
  constructor(
    public readonly command: string,
    public readonly code: number | string,
    public readonly stdout: string,
    public readonly stderr: string,
  ) {
    super(`${command} ended with ${code}:\n${(stderr.trim() || stdout.trim()).slice(-4000)}`);
    this.name = 'CommandError';
  }
}

/** Runs a program to its end beside everything else, and returns what it printed. */
export function command(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { cwd, env = process.env, timeout = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const settings = { cwd, env, timeout, killSignal: 'SIGKILL', maxBuffer: 1 << 26, encoding: 'utf8' } as const;
    execFile(program, [...args], settings, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const code = error.killed === true ? `a kill after ${timeout} ms` : (error.code ?? error.signal ?? 'an error');
      reject(new CommandError([program, ...args].join(' '), code, stdout, stderr || error.message));
    });
  });
}

/** What a command that is to fail complains about. Throws when it does not fail. */
export async function complaintOf(running: Promise<string>): Promise<string> {
  let printed: string;
  try {
    printed = await running;
  } catch (error) {
    if (error instanceof CommandError) return `${error.stderr}\n${error.stdout}`.trim();
    throw error;
  }
  throw new Error(`The command was to fail, but ended with 0 and printed:\n${printed.slice(-2000)}`);
}

/** Asks again and again until the answer is what is wanted; the error carries the last answer. */
export async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  timeout = 30_000,
): Promise<T> {
  for (const end = Date.now() + timeout; ; await new Promise((next) => setTimeout(next, 100))) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`After ${timeout} ms it is still ${JSON.stringify(answer)}.`);
  }
}
