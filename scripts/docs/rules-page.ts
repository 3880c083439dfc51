import { COMMAND_CODES } from '../../lib/cli/codes';
import { DIFF_CODES } from '../../lib/diff/error';
import { OUTPUT_CODES, YAML_CODES } from '../../lib/output/codes';
import { RULES, type Rule } from '../../lib/validation/rules';
import { code, page, table } from './markdown';

/** `docs/rules.md`: every rule, with an example and the fix. */
export function rulesPage(): string {
  const rules: readonly (readonly [string, Rule])[] = Object.entries(RULES);
  const waivable = rules.filter(([, rule]) => rule.waivable);
  return page(
    '# Rules',
    [
      'Synth collects every problem of the program, sorted by construct path, and throws one `SffValidationError`: nothing',
      'is written, and earlier output stays as it was. Each problem has a stable code; `error.problems` has them as data.',
      'This page is made from the table that the code reads.',
    ].join('\n'),
    [
      'What cannot wait for synth is thrown at once, with the same codes, as an `SffError`: an orchestrator mix that the',
      'compiler did not see (`orchestrator-conflict`), a construct in a place where it cannot stand (`app-not-sff`,',
      '`fleet-nested`, `scope-unknown`), an orchestrator that is none (`orchestrator-unknown`), a shard that is none',
      '(`shard-invalid`), a lock that cannot be read or written (`lock-invalid`), a waiver for what is no construct',
      '(`waiver-invalid`). [API.md](../API.md) says of each member what it throws.',
    ].join('\n'),
    [
      '`sff explain <code>` tells at the terminal what this page says of a code, and `sff rules` lists all of them.',
    ].join('\n'),
    '## Waiving a rule',
    [
      'Some rules can be waived for a construct and all below it, with a reason. `site.json` records each waiver.',
      'A waiver covers what synth finds in the rendered output. It does not cover what a constructor has to know: a',
      '`Workload` without `limits` stays refused; a foreign container without limits can be waived.',
    ].join('\n'),
    "```ts\nimport { type K3sSite, Rules } from 'sff-constructs';\n\ndeclare const site: K3sSite;\nRules.waive(site.node.findChild('vendor-agent'), ['limits-missing'], {\n  reason: 'The vendor supports no limits; measured at 120 MiB.',\n});\n```",
    `These can be waived: ${waivable.map(([id]) => `[${code(id)}](#${id})`).join(', ')}.`,
    '## Every rule',
    ...rules.flatMap(([id, rule]) => [`### ${code(id)}`, describe(rule)]),
    '## Output',
    [
      'An `OutputError` says that the output directory could not be written. Its `path` is the file or directory. Unless',
      'the code is `output-interrupted`, the earlier output is as it was.',
    ].join('\n'),
    table(
      ['code', 'meaning', 'fix'],
      Object.entries(OUTPUT_CODES).map(([id, [means, fix]]) => [code(id), means, fix]),
    ),
    'A `YamlValueError` says that a value cannot be written.',
    table(
      ['code', 'meaning', 'fix'],
      Object.entries(YAML_CODES).map(([id, [means, fix]]) => [code(id), means, fix]),
    ),
    '## Comparing outputs',
    '`sff diff`, and `diffOutputs`, throw a `DiffError` where there is nothing to compare. Its `path` is what was named.',
    table(
      ['code', 'meaning', 'fix'],
      Object.entries(DIFF_CODES).map(([id, { about, fix }]) => [code(id), about, fix]),
    ),
    '## The command `sff`',
    'These are errors of the command itself, besides `decision-invalid` and `lock-invalid` above.',
    table(
      ['code', 'meaning', 'fix'],
      Object.entries(COMMAND_CODES).map(([id, { about, fix }]) => [code(id), about, fix]),
    ),
  );
}

function describe({ about, example, fix, waivable }: Rule): string {
  return [`${about}${waivable ? ' *Can be waived.*' : ''}`, '', `- Example: ${code(example)}`, `- Fix: ${fix}`].join(
    '\n',
  );
}
