import { MemoryTree } from '../../lib/output/tree';

function treeOf(...paths: string[]): MemoryTree {
  const tree = new MemoryTree();
  for (const path of paths) tree.add({ path, text: `# ${path}\n` });
  return tree;
}

describe('a tree in memory', () => {
  it('gives its files sorted by path', () => {
    const files = treeOf('b/z.yaml', 'fleet.json', 'b/a.yaml', 'a/x').files();
    expect(Object.keys(files)).toEqual(['a/x', 'b/a.yaml', 'b/z.yaml', 'fleet.json']);
    expect(files['a/x']).toBe('# a/x\n');
  });

  it.each([
    ['is absolute', '/etc/passwd'],
    ['is empty', ''],
    ['has an empty segment', 'a//b'],
    ['ends in a slash', 'a/'],
    ['leads upwards', 'a/../b'],
    ['leads upwards at its end', 'a/..'],
    ['has a dot segment', './a'],
    ['has a backslash', 'a\\b'],
    ['has a NUL', 'a\0b'],
    ['has a line break', 'a\nb'],
    ['has a colon, a stream on Windows', 'a/b:c'],
    ['has a lone surrogate', 'a/\ud800'],
    ['names a Windows device', 'a/con'],
    ['names a Windows device with an extension', 'a/NUL.yaml'],
    ['goes through a Windows device', 'com1/a'],
    ['ends in a dot', 'a/b.'],
    ['goes through a segment that ends in a space', 'a /b'],
    ["lies in the writer's own directory", '.sff/files.json'],
    ["lies in the writer's own directory but for case", '.SFF/x'],
    ["is the writer's own directory", '.sff'],
  ])('refuses a path that %s', (_, path) => {
    expect(() => treeOf(path)).toThrow(/not possible/);
  });

  it('refuses an impossible name also in a directory that it knows', () => {
    for (const name of ['nul', '..', 'b.', '']) expect(() => treeOf('a/b', `a/${name}`)).toThrow(/not possible/);
  });

  it.each(['a/console', 'a/com10', 'a/.hidden', 'a/b..c', '.sffx/a', 'a/.sff', 'a/getty@tty1.service', 'ä/日本'])(
    'takes %s',
    (path) => {
      expect(Object.keys(treeOf(path).files())).toEqual([path]);
    },
  );

  it.each([
    ['the same path twice', ['a/b', 'a/b']],
    ['files that differ only by case', ['a/b', 'a/B']],
    ['directories that differ only by case', ['store/x', 'Store/y']],
    ['names that differ only by Unicode normalisation', ['a/\u00e9', 'a/e\u0301']],
    ['a file where a directory is', ['a/b/c', 'a/b']],
    ['a directory where a file is', ['a/b', 'a/b/c']],
    ['a directory that is a file but for case', ['a/b', 'a/B/c']],
  ])('refuses %s', (_, paths) => {
    expect(() => treeOf(...paths)).toThrow(/twice|only by case|both a file and a directory/);
  });
});
