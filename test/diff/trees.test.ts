import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diffOutputs, treeOf, treeOfDirectory, treeOfRevision, treeOfTexts } from 'sff-constructs/diff';
import { type Files, k3sOutput } from './outputs';

const OLD = k3sOutput([], { labels: { ring: 'canary' } }, ['store-0001', 'store-0002']);
const NEW = k3sOutput([], { labels: { ring: 'early', 'odd ü "name"': '1' } }, ['store-0001', 'store-0002']);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sff-trees-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(directory: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, directory, dirname(path)), { recursive: true });
    writeFileSync(join(root, directory, path), text);
  }
}

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'ignore' });
}

describe('a directory', () => {
  it('says the same as the texts in it, without what the writer keeps for itself', async () => {
    write('old', { ...OLD, '.sff/files.json': '{}' });
    write('new', { ...NEW, '.sff/files.json': '[]' });
    const read = await diffOutputs(treeOfDirectory(join(root, 'old')), treeOfDirectory(join(root, 'new')));
    expect(read.changes).toEqual((await diffOutputs(treeOfTexts(OLD), treeOfTexts(NEW))).changes);
  });

  it('that is between two states is refused', () => {
    write('dist', { ...OLD, '.sff/commit.json': '{}' });
    expect(() => treeOfDirectory(join(root, 'dist'))).toThrow(expect.objectContaining({ code: 'diff-interrupted' }));
  });
});

describe('a revision of a Git repository', () => {
  beforeEach(() => {
    git('init', '--quiet');
    write('dist', { ...OLD, 'site notes/ü\n.txt': 'An odd name.' });
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Old');
    git('tag', 'v1');
  });

  it('says the same as the texts in it', async () => {
    write('dist', NEW);
    const tree = treeOfRevision('v1:dist', root);
    const diff = await diffOutputs(tree, treeOfDirectory(join(root, 'dist')));
    tree.close?.();
    expect(diff.changes).toEqual((await diffOutputs(treeOfTexts(OLD), treeOfTexts(NEW))).changes);
    expect([diff.old, diff.sites]).toEqual(['v1:dist', { added: 0, removed: 0, changed: 2, unchanged: 0 }]);
  });

  it('is compared with another one', async () => {
    write('dist', NEW);
    git('commit', '--all', '--quiet', '--message', 'New');
    const [old, now] = [treeOfRevision('v1:./dist', root), treeOfRevision('HEAD:dist', root)];
    const diff = await diffOutputs(old, now);
    for (const tree of [old, now]) tree.close?.();
    expect(diff.changes).toEqual((await diffOutputs(treeOfTexts(OLD), treeOfTexts(NEW))).changes);
  });

  it('that is not there is refused, and so is a path', () => {
    for (const revision of ['v2:dist', 'v1:elsewhere']) {
      expect(() => treeOfRevision(revision, root)).toThrow(
        expect.objectContaining({ code: 'diff-git', path: revision }),
      );
    }
  });
});

describe('what is no output', () => {
  it.each([
    ['a directory that is not there', () => treeOf(join(root, 'none'))],
    ['a file', () => treeOf(__filename)],
  ])('is refused: %s', (_, open) => {
    expect(open).toThrow(expect.objectContaining({ code: 'diff-not-an-output' }));
  });

  it.each([
    ['without an index', { 'a.txt': 'a' }, 'diff-not-an-output'],
    ['with the index of something else', { 'fleet.json': '{"fleets":{}}' }, 'diff-not-an-output'],
    ['of a later version', { 'fleet.json': '{"schemaVersion":2,"fleets":[]}' }, 'diff-not-an-output'],
    ['with half an index', { 'fleet.json': '{"schema' }, 'diff-unreadable'],
  ])('is refused: one %s', async (_, files, code) => {
    await expect(diffOutputs(treeOfTexts(files as Files), treeOfTexts(OLD))).rejects.toMatchObject({ code });
  });

  it('names the file that cannot be read', async () => {
    const path = 'stores/store-0001/kubernetes/apps/till.yaml';
    const broken = diffOutputs(treeOfTexts(OLD), treeOfTexts({ ...OLD, [path]: 'a: [1\n<<<<<<< ours\n' }));
    await expect(broken).rejects.toMatchObject({ code: 'diff-unreadable', path });
  });
});
