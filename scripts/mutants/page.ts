import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, table } from '../docs/markdown';
import { type Found, isCaught } from './found';
import { MUTANTS } from './list';
import type { Mutant } from './mutant';
import { ROOT } from './repository';

const PAGE = join(ROOT, 'docs/testing.md');
const BETWEEN = /(<!-- mutants: made by `npm run mutants -- --write` -->\n)[\s\S]*?(<!-- end of mutants -->)/;

/** The page with the table as `found` makes it. */
export function testingPage(found: Readonly<Record<string, Found>>): string {
  const text = readFileSync(PAGE, 'utf8');
  if (!BETWEEN.test(text)) throw new Error('docs/testing.md has no marks for the mutants.');
  return text.replace(BETWEEN, (_, begin: string, end: string) => `${begin}\n${mutantTable(found)}\n\n${end}`);
}

export function writeTestingPage(found: Readonly<Record<string, Found>>): void {
  writeFileSync(PAGE, testingPage(found));
}

function mutantTable(found: Readonly<Record<string, Found>>): string {
  const all = MUTANTS.map((mutant) => [mutant, found[mutant.name] ?? {}] as const);
  const count = (caught: (found: Found) => boolean) => all.filter(([, each]) => caught(each)).length;
  const asked = count(({ engine }) => engine !== undefined);
  const summary = [
    `Of ${MUTANTS.length} mutants a unit test catches ${count(({ unit }) => unit !== undefined)}, and one of the two`,
    `catches ${count(isCaught)}. Engines were asked for ${asked} and catch ${count(({ engine }) => typeof engine === 'string')}.`,
    `The golden comparison notices ${count(({ golden }) => golden === true)}.`,
  ];
  return [
    summary.join(' '),
    '',
    table(
      ['mutant', 'file', 'what breaks on site', 'caught by unit tests', 'caught by engines', 'golden'],
      all.map(([mutant, each]) => row(mutant, each)),
    ),
  ].join('\n');
}

function row({ name, file, breaks }: Mutant, { types, unit, golden, engine }: Found): string[] {
  const byUnit = types === true ? 'the compiler' : cell(unit);
  return [
    code(name),
    code(file),
    breaks,
    byUnit,
    engine === undefined ? 'not asked' : cell(engine),
    golden === true ? 'yes' : '–',
  ];
}

/** `test/kubernetes/workload.test.ts › a workload …` without what all of them have. */
function cell(test: string | null | undefined): string {
  return typeof test !== 'string'
    ? '–'
    : test.replace(/^test\/(engines\/)?(.*)\.test\.ts › /, '*$2*: ').replaceAll(/[<>]/g, '');
}
