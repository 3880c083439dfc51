import { readFileSync } from 'node:fs';
import { lockOf, synth } from '../identity/fixture';
import { useDirectory } from '../output/writer-fixture';
import { sff } from './run';

const directory = useDirectory();
const base = () => directory.path('.');
const flags = () => ['--lock', lockOf(base()), '--outdir', `${base()}/dist`];

describe('sff accept', () => {
  beforeEach(() => {
    synth(base(), { sites: ['s1', 's2'] });
    synth(base(), { sites: ['s1', 's2'], volume: undefined });
  });

  it('prints what is accepted, and records who decided and why', async () => {
    const args = ['accept', 'stores/*/claims/till/db-data', '--reason', 'moved to the cloud', '--by', 'Jo Doe'];
    expect(await sff([...args, ...flags()])).toEqual({
      code: 0,
      out: `stores/s1/claims/till/db-data: 2Gi sff-local → gone
stores/s2/claims/till/db-data: 2Gi sff-local → gone
accepted: 2. Run synth again.
`,
      err: '',
    });
    expect(readFileSync(lockOf(base()), 'utf8')).toMatch(
      /"accepted \d{4}-\d\d-\d\dT\S+Z stores\/\*\/claims\/till\/db-data": \{ "facts": 2, "reason": "moved to the cloud", "by": "Jo Doe" \}/,
    );
    expect(synth(base(), { sites: ['s1', 's2'], volume: undefined })).toEqual([]);
  });

  it('gives the same as data, and takes the author from the environment', async () => {
    const args = ['accept', 'stores/s1', '--reason', 'r', '--json', ...flags()];
    const { code, out } = await sff(args, { env: { SFF_AUTHOR: 'CI', GIT_AUTHOR_NAME: 'Jo' } });
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { accepted: [{ path: 'stores/s1/claims/till/db-data', was: '2Gi sff-local' }] },
    ]);
    expect(readFileSync(lockOf(base()), 'utf8')).toContain('"by": "CI" }');
    const empty = { SFF_AUTHOR: '', GIT_AUTHOR_NAME: 'Jo' };
    expect((await sff(['accept', 'stores/s2', '--reason', 'r', ...flags()], { env: empty })).code).toBe(0);
    expect(readFileSync(lockOf(base()), 'utf8')).toContain('"by": "Jo" }');
  });

  it.each([
    [
      ['stores/s9', '--reason', 'r'],
      'error [decision-invalid]: stores/s9: The lock has no such path.\nTake it from what synth says, or from the lock.\n',
    ],
    [
      ['stores/s1/ports', '--reason', 'r'],
      'error [decision-invalid]: stores/s1/ports: Nothing there has changed since the last synth.\nRun synth: it says what has changed.\n',
    ],
    [
      ['stores/s1', '--to', '1Gi sff-local', '--reason', 'r'],
      'error [decision-invalid]: stores/s1: Nothing there becomes 1Gi sff-local.\nIt becomes: gone.\n',
    ],
    [['stores/s1'], "error: required option '--reason <text>' not specified\n"],
    [
      ['stores/s1', '--reason', ' '],
      'error [decision-invalid]: stores/s1: A decision needs a reason, and someone who makes it.\nGive --reason "…", and --by "…".\n',
    ],
  ])('refuses %j in words that say what to do', async (args, err) => {
    expect(await sff(['accept', ...args, ...flags()])).toEqual({ code: 3, out: '', err });
  });
});

describe('sff retire', () => {
  beforeEach(() => {
    synth(base(), { sites: ['s1', 's2'] });
    synth(base(), { sites: ['s1'] });
  });

  it('prints what stays on the devices of a site', async () => {
    const { code, out } = await sff(['retire', 'stores/s2', '--reason', 'shop closed', ...flags()]);
    expect([code, out]).toEqual([
      0,
      `stores/s2 is retired. On its devices stay:
  claims/till/db-data (2Gi sff-local)
  devices/box (server)
  namespaces/till
  serials/box (CZ-s2-0)
`,
    ]);
    expect(synth(base(), { sites: ['s1'] })).toEqual([]);
  });

  it('gives the same as data', async () => {
    const { out } = await sff(['retire', 'stores/s2', '--reason', 'shop closed', '--json', ...flags()]);
    expect(JSON.parse(out)).toEqual({
      retired: [{ path: 'stores/s2', stays: expect.arrayContaining(['namespaces/till']) }],
    });
  });

  it('refuses a site that is there', async () => {
    expect(await sff(['retire', 'stores/s1', '--reason', 'r', ...flags()])).toEqual({
      code: 3,
      out: '',
      err: 'error [decision-invalid]: stores/s1: The last synth had this site.\nRemove it from the program, and run synth: it says which sites are gone.\n',
    });
  });
});
