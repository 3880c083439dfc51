import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../../../engines/harness/command';
import { Run } from '../../../engines/harness/run';
import { ProgramProcess } from './program-process';

/**
 * A file system in memory that only the programs of this test see: it ends with them, whatever becomes of the test.
 * Needs root.
 */
export class FaultPlace {
  static async open(): Promise<FaultPlace> {
    if (process.getuid?.() !== 0) throw new Error('This test mounts file systems of its own: run it with sudo.');
    const run = new Run('faults');
    try {
      chmodSync(run.directory, 0o711); // some of the programs are not root
      const source = join(__dirname, 'calls.c');
      await command('gcc', ['-shared', '-fPIC', '-O1', '-o', run.path('calls.so'), source, '-ldl']);
      const script = 'mkdir "$1" && mount -t tmpfs -o mode=1777 tmpfs "$1" && : >"$1/mounted" && exec sleep infinity';
      const holder = run.start('holder', 'unshare', ['--mount', 'sh', '-c', script, 'sh', run.path('disk')]);
      const place = new FaultPlace(run, String(holder.pid));
      await holder.until('file system', () => existsSync(place.seen('mounted')));
      return place;
    } catch (error) {
      await run.stop();
      throw error;
    }
  }

  private readonly programs: ProgramProcess[] = [];

  private constructor(
    private readonly run: Run,
    private readonly holder: string,
  ) {}

  public get directory(): string {
    return this.run.directory;
  }

  /** A path as the programs know it. */
  public path(...names: readonly string[]): string {
    return this.run.path('disk', ...names);
  }

  /** Where this process finds it. */
  public seen(...names: readonly string[]): string {
    return join('/proc', this.holder, 'root', this.path(...names));
  }

  /** Runs a command where the programs run. */
  public async inside(...line: readonly string[]): Promise<void> {
    await command('nsenter', ['--target', this.holder, '--mount', '--', ...line]);
  }

  /** A program that waits for its first order, in a process of its own. */
  public program(): Promise<ProgramProcess> {
    const answer = this.run.path(`answer-${this.programs.length}`);
    const program = new ProgramProcess(['nsenter', '--target', this.holder, '--mount', '--'], answer, {
      PATH: process.env.PATH,
      LD_PRELOAD: this.run.path('calls.so'),
      SFF_FAULTS_BELOW: this.path(),
      SFF_RUN: this.run.directory,
    });
    this.programs.push(program);
    return program.ready();
  }

  public async stop(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.end()));
    await this.run.stop();
  }
}
