// What YAML readers outside Node make of `toYaml`: every nasty string in every place, and random documents.
//
//   pip install pyyaml                                      (in a virtual environment; Go 1.24 fetches its own modules)
//   npx tsx test/output/yaml-readers/run.mjs                20,000 random documents
//   npx tsx test/output/yaml-readers/run.mjs 100000 42      as many as you like, from the seed that a failure named
//
// PYTHON names another interpreter than python3. Exits with 1 if any reader differs. Not part of `npm test`, which
// needs only Node.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { toYaml } from '../../../lib/output/yaml.ts';
import { DEEPEST, jsonData, NASTY_NUMBERS, NASTY_STRINGS, nested, placed } from './nasty.ts';

const count = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);

const documents = [
  ...NASTY_STRINGS.flatMap(placed),
  ...NASTY_NUMBERS.map((number) => ({ number, list: [number] })),
  nested(DEEPEST),
  ...fc.sample(jsonData, { numRuns: count, seed }),
];
const cases = documents.map((value) => `${JSON.stringify({ text: toYaml(value), value })}\n`).join('');
console.log(`${documents.length} documents, ${count} of them random (seed ${seed})`);

const readers = [
  ['go', ['run', '.']],
  [process.env.PYTHON ?? 'python3', ['readers.py']],
];
for (const [command, args] of readers) {
  const { status, error } = spawnSync(command, args, {
    cwd: import.meta.dirname,
    input: cases,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exitCode = 1;
}
