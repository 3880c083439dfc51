import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KUBERNETES_PAIRS } from '../diff/kubernetes-pairs';
import { type Files, k3sOutput } from '../diff/outputs';
import { validator } from '../schemas/schemas';
import { sff } from './run';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sff-cli-'));
  for (const { title, old, new: now } of KUBERNETES_PAIRS) {
    write(`${title}/old`, k3sOutput(old));
    write(`${title}/new`, k3sOutput(now));
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(directory: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, directory, dirname(path)), { recursive: true });
    writeFileSync(join(root, directory, path), text);
  }
}

const pair = (title: string) => [join(root, title, 'old'), join(root, title, 'new')];

describe('sff diff', () => {
  it.each([
    [0, 'no difference', [join('an image by its tag', 'old'), join('an image by its tag', 'old')]],
    [1, 'a restart', [join('an image by its tag', 'old'), join('an image by its tag', 'new')]],
    [2, 'an apply that would fail', [join('a claim made smaller', 'old'), join('a claim made smaller', 'new')]],
    [2, 'data loss', [join('a claim made smaller', 'old'), join('replicas', 'old')]],
  ])('ends with %i on %s', async (code, _, directories) => {
    expect((await sff(['diff', ...directories.map((each) => join(root, each))])).code).toBe(code);
  });

  it('prints text, Markdown, or JSON that its schema describes', async () => {
    const args = pair('an image by its tag');
    expect((await sff(['diff', ...args])).out).toContain('till/pos: image 1.4.2 → 1.4.3, one restart');
    expect((await sff(['diff', '--markdown', ...args])).out).toContain('### Restarts');
    const { out } = await sff(['diff', '--json', ...args]);
    expect(validator('diff')(JSON.parse(out))).toEqual([]);
  });

  it('has colours at a terminal, unless the user wants none', async () => {
    const args = ['diff', ...pair('an image by its tag')];
    expect((await sff(args, { columns: 80 })).out).toContain('\u001b[');
    expect((await sff(args, { columns: 80, env: { NO_COLOR: '1' } })).out).not.toContain('\u001b[');
    expect((await sff(args)).out).not.toContain('\u001b[');
  });

  it('tells one clear error of what is no output', async () => {
    const { code, out, err } = await sff(['diff', join(root, 'none'), root]);
    expect([code, out]).toEqual([3, '']);
    expect(err).toBe(
      [
        `error [diff-not-an-output]: ${join(root, 'none')}: There is no directory of this name.`,
        'Name the output directory itself (dist), or a revision with its path (main:dist).',
        '',
      ].join('\n'),
    );
  });

  it.each<[string, unknown]>([
    ['[] is', []],
    ['an entry is null', { 'pos:1': null }],
    ['an entry has no number for its size', { 'pos:1': { digest: 'sha256:0', size: 'big' } }],
  ])('tells it of an image lock where %s', async (_, lock) => {
    const file = join(root, 'images.json');
    writeFileSync(file, JSON.stringify(lock));
    const { code, err } = await sff(['diff', ...pair('replicas'), '--images', file]);
    expect([code, err]).toEqual([3, expect.stringMatching(/^error \[image-lock-unreadable\]: .*images\.json: /)]);
  });

  it('keeps its exit code where only the first lines are read', () => {
    const main = join(__dirname, '../../lib/cli/main.ts');
    const run = (command: string) => spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    const diff = `"${process.execPath}" -r tsx/cjs "${main}" diff --json ${pair('a claim made smaller')
      .map((each) => `"${each}"`)
      .join(' ')}`;
    const { stdout, stderr } = run(`{ ${diff}; echo "code $?" >&2; } | head -c 1`);
    expect([stdout, stderr]).toEqual(['{', 'code 2\n']);
  });

  it('tells one clear error of an image lock that is none', async () => {
    const { code, err } = await sff(['diff', ...pair('replicas'), '--images', join(root, 'none.json')]);
    expect(code).toBe(3);
    expect(err).toMatch(/^error \[image-lock-unreadable\]: .*none\.json: This is no image lock: /);
  });
});
