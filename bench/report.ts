import { statfsSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { type Comparison, comparisons, isMissed, MARGIN, type Results } from './goals';
import { CASES, type CaseName } from './measurements';

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));

/** Goals and what was reached, as a Markdown table. */
export function goalTable(results: Results): string {
  const row = (c: Comparison) =>
    `| ${c.title} | ${c.goal} | ${number(c.wall)} | ${number(c.cpu)} | ${c.wall <= c.goal ? 'yes' : isMissed(c) ? 'no' : 'nearly'} |`;
  return [
    '| | goal, at most | wall time | CPU time | reached |',
    '|---|--:|--:|--:|---|',
    ...comparisons(results).map(row),
  ].join('\n');
}

/** Each case as a multiple of ours with bare objects, wall time and CPU time, and its peak memory. */
export function caseTable({ sizes }: Results): string {
  const cell = (name: CaseName, i: number): string => {
    const size = sizes[i]?.cases;
    const { [name]: measure, ours } = size ?? {};
    if (measure === undefined || ours === undefined) return '–';
    const megabytes = Math.round(measure.peak / 1e6);
    return `${number(measure.wall / ours.wall)} (${number(measure.cpu / ours.cpu)}), ${megabytes} MB`;
  };
  const names = Object.keys(CASES) as CaseName[];
  return [
    `| | ${sizes.map(({ sites }) => `${sites.toLocaleString('en')} sites`).join(' | ')} |`,
    `|---|${sizes.map(() => '--:|').join('')}`,
    ...names.map((name) => `| ${CASES[name].title} | ${sizes.map((_, i) => cell(name, i)).join(' | ')} |`),
  ].join('\n');
}

/** What was measured in seconds: for the terminal only, since no two machines agree. */
export function timeTable({ sizes, pairs }: Results): string {
  const seconds = (m: { wall: number; cpu: number; rounds: number }) =>
    `${(m.wall / 1000).toFixed(2)} s, CPU ${(m.cpu / 1000).toFixed(2)} s, best of ${m.rounds}`;
  return [
    ...sizes.flatMap(({ sites, cases }) =>
      (Object.keys(CASES) as CaseName[]).flatMap((name) => {
        const best = cases[name];
        return best === undefined ? [] : [`${sites} sites, ${CASES[name].title}: ${seconds(best)}`];
      }),
    ),
    ...pairs.flatMap(({ title, ours, bare }) => [`${title}: ${seconds(ours)} / ${seconds(bare)}`]),
  ].join('\n');
}

/** `statfs.f_type` of a file system in memory (Linux, include/uapi/linux/magic.h). */
const TMPFS = 0x01_02_19_94;

/** The page `bench/RESULTS.md`. */
export function resultsPage(results: Results): string {
  const machine = `${cpus().length} cores, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  const medium = statfsSync(tmpdir()).type === TMPFS ? 'into memory' : 'to a disk';
  return `# Results of the benchmark

Made by \`npm run bench -- --write\` on a machine with ${machine}; the files went ${medium}. Each measurement is
a process of its own; a figure is the best of its rounds, which are interleaved. Seconds of one machine say nothing about
another: these are ratios.

Goals speak of wall time. The first three rows are of synth without a lock; what a lock adds has its own row. CPU time is
user and system time of the process, with the threads that collect garbage and compile; a busy machine disturbs it less. "nearly" is within ${Math.round((MARGIN - 1) * 100)} % of the goal in wall or CPU time; CI fails on "no".

${goalTable(results)}

## Every case

As multiples of "ours, 10 bare objects": wall time (CPU time), peak memory. A site has one device and 10 objects, which
the library completes by namespace, policies and limits; the floor serialises all of them as finished data and writes
the same files. "cdk8s, one App" is left out at 10,000 sites: it is quadratic, and takes ten minutes.

${caseTable(results)}
`;
}
