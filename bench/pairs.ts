import { generateKeyPairSync } from 'node:crypto';
import { type Best, better } from './measurements';
import { run, typeCheck } from './run';
import { writePrograms, writeStacks } from './type-check';

/** The same thing with our library and without it. */
export interface Pair {
  readonly title: string;
  readonly goal: number;
  /** For peak memory. */
  readonly memoryGoal?: number;
  readonly ours: Best;
  readonly bare: Best;
}

/** Import time, type-checking, and a preview in Pulumi. */
export function measurePairs(rounds: number, log: (line: string) => void): Pair[] {
  const programs = writePrograms();
  const stacks = writeStacks();
  process.env.BENCH_KEY = generateKeyPairSync('rsa', { modulusLength: 4096 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
  const pair = (title: string, count: number, ours: () => Parameters<typeof better>[1], bare: typeof ours): Pair => {
    let best: Pick<Pair, 'ours' | 'bare'> | undefined;
    for (let round = 0; round < count; round++) {
      best = { bare: better(best?.bare, bare()), ours: better(best?.ours, ours()) };
    }
    if (best === undefined) throw new Error('There is no round.');
    log(title);
    return { title, goal: 1.3, ...best };
  };
  return [
    pair(
      "require('sff-constructs'): of require('cdk8s')",
      3 * rounds,
      () => run('require', 0, '', 'ours'),
      () => run('require', 0, '', 'cdk8s'),
    ),
    ...['typescript', 'typescript-7.0'].map((compiler) =>
      pair(
        `tsc --noEmit of 20 lines, ${compiler}: of the same on cdk8s`,
        rounds,
        () => typeCheck(`${compiler}/lib/tsc.js`, programs.ours),
        () => typeCheck(`${compiler}/lib/tsc.js`, programs.bare),
      ),
    ),
    pair(
      'tsc --noEmit of a Pulumi program: of one that deep-imports the same classes',
      rounds,
      () => typeCheck('typescript/lib/tsc.js', stacks.ours),
      () => typeCheck('typescript/lib/tsc.js', stacks.byHand),
    ),
    {
      ...pair(
        '100 sites in Pulumi, under its mocks: of the same by hand',
        rounds,
        () => run('stack', 100, '', 'ours'),
        () => run('stack', 100, '', 'by-hand'),
      ),
      goal: 1.5,
      memoryGoal: 1.3,
    },
  ];
}
