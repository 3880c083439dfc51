import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer, Order } from './order';

/** One `program.ts`, loaded and waiting for orders. */
export class ProgramProcess {
  private readonly child: ChildProcess;
  private readonly exit: Promise<unknown>;

  /**
   * @param command what starts a program given after it in the right namespaces
   * @param answerFile a file for its own use
   */
  constructor(command: readonly string[], answerFile: string, env: NodeJS.ProcessEnv) {
    // A copy of a process has only one thread of it.
    const options = ['--single-threaded', '--require', 'tsx/cjs'];
    const node = [process.execPath, ...options, join(__dirname, 'program.ts'), answerFile];
    const [first = '', ...rest] = [...command, 'env', '--chdir', join(__dirname, '../../..'), ...node];
    this.child = spawn(first, rest, { env, stdio: ['ignore', 2, 2, 'ipc'] });
    this.exit = once(this.child, 'exit');
  }

  /** Resolves when the program has loaded everything. */
  async ready(): Promise<this> {
    await this.message();
    return this;
  }

  async tell(order: Order): Promise<Answer> {
    this.child.send(order);
    return (await this.message()) as Answer; // from program.ts
  }

  /** Returns when the process is gone. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
  }

  private message(): Promise<unknown> {
    return Promise.race([
      once(this.child, 'message').then(([message]) => message),
      this.exit.then(() => Promise.reject(new Error('The program has ended.'))),
    ]);
  }
}
