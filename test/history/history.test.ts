import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../lib';
import { diffOutputs, exitCodeOf, renderText, treeOf } from '../../lib/diff';
import { acceptChanges, retireSites } from '../../lib/lock/decide';
import { CHANGES, type Change, edit } from './changes';

const ROOT = join(__dirname, '../..');
const RECORD = join(__dirname, 'RECORD.md');

/** A program as someone works on it: its files, its output and its lock. */
class Project {
  readonly directory = mkdtempSync(join(tmpdir(), 'sff-history-'));
  readonly outdir = join(this.directory, 'dist');
  readonly lock = join(this.directory, 'sff.lock.json');

  constructor(example: string) {
    cpSync(join(ROOT, 'examples', example), this.directory, { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.directory, 'node_modules'));
    for (const file of readdirSync(this.directory).filter((name) => name.endsWith('.ts'))) this.link(file);
    writeFileSync(
      join(this.directory, 'main.ts'),
      `import { SffApp, SffValidationError } from '${ROOT}/lib';
import { build } from './app';
const app = new SffApp({ frozen: false });
try {
  build(app);
  app.synth();
} catch (error) {
  if (!(error instanceof SffValidationError)) throw error;
  console.log(JSON.stringify(error.problems));
}
`,
    );
  }

  /** Has a file import the library from its sources. */
  link(file: string): void {
    const path = join(this.directory, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll("'sff-constructs'", `'${ROOT}/lib'`));
  }

  /** Runs the program; what it refuses. */
  synth(): readonly Problem[] {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'main.ts'], {
      cwd: this.directory,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return stdout === '' ? [] : JSON.parse(stdout);
  }

  decide({ verb, path, reason }: NonNullable<Change['decision']>): string {
    const at = new Date('2026-11-21T12:00:00Z');
    const props = { path, reason, by: 'Jo Doe', at, lock: this.lock, outdir: this.outdir };
    if (verb === 'accept') return `accepted: ${acceptChanges(props).length}`;
    return retireSites(props)
      .map(({ path: site, stays }) => `${site} retired; on its devices stay ${stays.join(', ')}`)
      .join('\n');
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

describe('a history of changes', () => {
  it('is told as it was recorded: what is refused, and what a reviewer reads; UPDATE_GOLDEN=1 records it anew', async () => {
    const project = new Project('k3s-retail');
    try {
      expect(project.synth()).toEqual([]);
      const record = ['# A history of examples/k3s-retail\n\nMade by `UPDATE_GOLDEN=1 npx jest test/history`.\n'];
      for (const change of CHANGES) record.push(await tell(project, change));
      const text = record.join('\n');
      if (process.env.UPDATE_GOLDEN) writeFileSync(RECORD, text);
      expect(existsSync(RECORD) ? readFileSync(RECORD, 'utf8') : '').toBe(text);
    } finally {
      project.remove();
    }
  }, 120_000);
});

/** Makes a change, decides on it where that was done, and tells what came of it. */
async function tell(project: Project, change: Change): Promise<string> {
  const old = join(project.directory, 'old');
  rmSync(old, { recursive: true, force: true });
  cpSync(project.outdir, old, { recursive: true });
  const undo = edit(project.directory, change.edits);
  for (const { file } of change.edits) if (file.endsWith('.ts')) project.link(file);
  const parts = [`## ${change.title}\n`];
  const problems = project.synth();
  if (problems.length > 0) {
    parts.push(
      problems.map(({ code, path, message, fix }) => `- \`${code}\` **${path}**: ${message} ${fix}\n`).join(''),
    );
    if (change.decision === undefined) {
      undo();
      expect(project.synth()).toEqual([]);
      return `${parts.join('\n')}\nUndone.\n`;
    }
    parts.push(`\`sff ${change.decision.verb} '${change.decision.path}'\`: ${project.decide(change.decision)}\n`);
    expect(project.synth()).toEqual([]);
  }
  const [before, after] = [treeOf(old), treeOf(project.outdir)];
  const diff = await diffOutputs(before, after);
  const text = renderText(diff, { width: 120, colours: false }).replaceAll(`${project.directory}/`, '');
  parts.push(`\`\`\`text\n${text}\`\`\`\n\nExit code ${exitCodeOf(diff)}.\n`);
  return parts.join('\n');
}
