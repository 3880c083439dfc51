import { readFileSync } from 'node:fs';
import { engineTestsOf } from '../../scripts/mutants/checks';
import { isCaught, readFound } from '../../scripts/mutants/found';
import { MUTANTS } from '../../scripts/mutants/list';
import { withDefect } from '../../scripts/mutants/mutant';
import { testingPage } from '../../scripts/mutants/page';
import { ROOT, read } from '../docs/markdown';

describe('the mutants', () => {
  const found = readFound();

  it('are at least 20, each with a name of its own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s still fits the code', (_, mutant) => {
    const text = readFileSync(`${ROOT}/${mutant.file}`, 'utf8');
    expect(withDefect(mutant, text)).not.toBe(text);
  });

  it.each(MUTANTS.map(({ name }) => name))('%s was caught by more than the golden comparison', (name) => {
    expect(isCaught(found[name] ?? {})).toBe(true);
  });

  it('are shown to the engine tests of their orchestrator', () => {
    const [kubernetes, k3s, compose, both] = ['kubernetes/x', 'k3s/x', 'compose/x', 'output/yaml'].map((file) =>
      engineTestsOf(`lib/${file}.ts`).map((path) => path.slice('test/engines/'.length)),
    );
    expect(kubernetes).toEqual(expect.arrayContaining(['kubernetes.test.ts', 'node.test.ts', 'reachability.test.ts']));
    expect(k3s).toEqual(kubernetes);
    expect(compose).toEqual(expect.arrayContaining(['compose-gate.test.ts', 'compose-running.test.ts']));
    expect(compose).not.toContain('node.test.ts');
    expect(both).toEqual(expect.arrayContaining(['node.test.ts', 'compose-running.test.ts']));
  });

  it('refuse code that they were not made for', () => {
    const [mutant] = MUTANTS;
    if (mutant === undefined) throw new Error('There is no mutant.');
    expect(() => withDefect(mutant, 'something else')).toThrow(mutant.name);
    expect(() => withDefect(mutant, mutant.search + mutant.search)).toThrow(mutant.name);
  });

  it('have in docs/testing.md the table that `npm run mutants -- --write` makes', () => {
    expect(read('docs/testing.md')).toBe(testingPage(found));
  });
});
