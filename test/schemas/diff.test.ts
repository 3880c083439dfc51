import { KINDS, SEVERITIES } from '../../lib/diff/change';
import { COMPOSE_PAIRS } from '../diff/compose-pairs';
import { KUBERNETES_PAIRS } from '../diff/kubernetes-pairs';
import { composeOutput, diffOf, k3sOutput } from '../diff/outputs';
import { readSchema, validator } from './schemas';

const problems = validator('diff');
const PAIRS = [
  ...KUBERNETES_PAIRS.map(({ old, new: now }) => [k3sOutput(old), k3sOutput(now)] as const),
  ...COMPOSE_PAIRS.map(({ old, new: now }) => [composeOutput(old), composeOutput(now)] as const),
  [k3sOutput([], {}, ['a', 'b']), k3sOutput([], { images: ['pos:1'] }, ['b', 'c'])] as const,
];

describe('the schema of a difference', () => {
  it('describes every difference of the tables', async () => {
    for (const [old, now] of PAIRS) expect(problems(JSON.parse(JSON.stringify(await diffOf(old, now))))).toEqual([]);
  });

  it('knows every kind and every severity, worst first', () => {
    const { $defs } = readSchema('diff') as {
      $defs: { severity: { enum: unknown }; change: { properties: { kind: { enum: unknown } } } };
    };
    expect($defs.severity.enum).toEqual([...SEVERITIES]);
    expect($defs.change.properties.kind.enum).toEqual(Object.keys(KINDS));
  });

  it('refuses what it does not know', async () => {
    const diff = await diffOf(k3sOutput([], {}, ['a']), k3sOutput([], {}, ['b']));
    expect(problems({ ...diff, schemaVersion: 2 })).not.toEqual([]);
    expect(problems({ ...diff, changes: [{ ...diff.changes[0], kind: 'worse' }] })).not.toEqual([]);
    expect(problems({ ...diff, verdict: 'bad' })).not.toEqual([]);
  });
});
