import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that runs until it is stopped. */
export class Service {
  private ended = false;

  constructor(
    public readonly name: string,
    private readonly child: ChildProcess,
    /** All that it has printed. */
    public readonly log: () => string,
  ) {
    child.unref();
    child.on('exit', () => {
      this.ended = true;
    });
    child.on('error', () => {
      this.ended = true;
    });
  }

  public get pid(): number | undefined {
    return this.child.pid;
  }

  public get running(): boolean {
    return !this.ended;
  }

  /**
   * Polls until `test` holds; one that fails does not hold yet. Throws with the end of the log, and with what `test`
   * failed with last, when the program ends before, or when time is over.
   */
  public async until(what: string, test: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      let refusal = '';
      try {
        if (await test()) return;
      } catch (error) {
        refusal = ` (${error})`;
      }
      if (this.ended) throw this.failure(`ended before ${what}${refusal}`);
      if (Date.now() > deadline) throw this.failure(`had no ${what} within ${seconds} s${refusal}`);
      await sleep(50);
    }
  }

  /** Kills it: nothing that a run keeps is worth a slow end, and it is the end that a killed test brings as well. */
  public async stop(): Promise<void> {
    if (this.ended) return;
    const ended = new Promise<void>((resolve) => {
      this.child.ref();
      this.child.on('exit', () => resolve());
    });
    this.child.kill('SIGKILL');
    await ended;
  }

  private failure(what: string): Error {
    return new Error(`${this.name} ${what}. The end of its log:\n${this.log().slice(-3000)}`);
  }
}
