import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Run } from '../../engines/harness/run';
import { type Mutant, withDefect } from './mutant';

export const ROOT = join(__dirname, '../..');

/** A copy of the working tree in a directory that goes with this process: a defect never stands in the tree itself. */
export class Copy {
  private readonly run = new Run('mutants');

  constructor() {
    const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
    for (const path of list.toString().split('\0')) {
      const from = join(ROOT, path);
      // What is deleted and not yet committed, and an installation that is a link.
      if (!existsSync(from) || !statSync(from).isFile()) continue;
      mkdirSync(dirname(this.path(path)), { recursive: true });
      copyFileSync(from, this.path(path));
    }
    symlinkSync(join(ROOT, 'node_modules'), this.path('node_modules'));
  }

  public path(...names: readonly string[]): string {
    return this.run.path(...names);
  }

  /** Runs `check` while the copy has the defect, and no other. */
  public async with<T>(mutant: Mutant, check: () => Promise<T>): Promise<T> {
    const path = this.path(mutant.file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, withDefect(mutant, text));
    try {
      return await check();
    } finally {
      writeFileSync(path, text);
    }
  }

  public remove(): Promise<void> {
    return this.run.stop();
  }
}
