import { typeErrors } from './compile';
import { type Block, blocksOf, snippets } from './markdown';
import { run } from './run';

const all = snippets();
const named = (blocks: readonly Block[]) => blocks.map((block) => [`${block.page}:${block.line}`, block] as const);

const readme = blocksOf('README.md');
const program = readme.find(({ text }) => text.includes('app.synth()'));
const mix = readme.find(({ text }) => text.includes('@ts-expect-error'));
/** The mix of orchestrators as a reader would write it. */
const unexpected = mix && { ...mix, file: 'unexpected.ts', text: mix.text.replace('// @ts-expect-error', '') };

// One program for all of them: most of its time is cdk8s.
const errors = typeErrors(unexpected === undefined ? all : [...all, unexpected]);

describe('the snippets of the documentation', () => {
  it.each(named(all))('%s compiles', (_, block) => {
    expect(errors.get(block)).toEqual([]);
  });

  it.each(named(all.filter(({ text }) => /\bapp\.synth\(\)/.test(text))))('%s synthesises', (_, block) => {
    const { outputs } = run(block);
    expect(outputs.length).toBeGreaterThan(0);
    for (const files of outputs) expect(Object.keys(files).length).toBeGreaterThan(1);
  });
});

describe('README.md', () => {
  it('shows the tree that its program writes', () => {
    const tree = readme.find(({ text }) => text.startsWith('dist/'));
    const shown = tree?.text
      .split('\n')
      .slice(1)
      .flatMap((line) => line.trim().split(/\s/)[0] || []);
    const written = program === undefined ? [] : run(program).outputs.flatMap((files) => Object.keys(files));
    expect(shown?.sort()).toEqual(written.sort());
  });

  it('quotes the message of the compiler for a mix of orchestrators', () => {
    const quoted = mix && readme[readme.indexOf(mix) + 1]?.text.trim();
    expect(unexpected && errors.get(unexpected)?.join('\n')).toContain(quoted);
  });
});
