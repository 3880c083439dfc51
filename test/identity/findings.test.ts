import { execFileSync } from 'node:child_process';
import { compare, siteIdentity } from '../../lib/identity/compare';
import type { Facts } from '../../lib/identity/facts';
import { findingsOf, shellWord } from '../../lib/identity/findings';

type Sites = Readonly<Record<string, Readonly<Record<string, string | true>>>>;

/** What is said when sites of a fleet had these facts, and have those. */
function said(before: Sites, after: Sites): string[] {
  const pathOf = (site: string) => (site.includes('/') ? site : `stores/${site}`);
  const facts = Object.entries(before).flatMap(([site, of]) =>
    Object.entries(of).map(([fact, value]) => [`${pathOf(site)}/${fact}`, value] as const),
  );
  const sites = Object.entries(after).map(([site, of]) =>
    siteIdentity(pathOf(site), new Map(Object.entries(of)) satisfies Facts),
  );
  return findingsOf(compare({ facts: new Map(facts), decisions: new Map() }, sites), sites).map(
    ({ path, message, fix }) => `${path}: ${message} ${fix}`,
  );
}

describe('a word of a shell', () => {
  it.each(['a b', '$(touch x)', '`id`', "it's", '"', '*', '', '-', 'a\nb', '\\'])('is what it was: %j', (text) => {
    const command = `printf %s ${shellWord(text)}`;
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(text);
  });
});

describe('what is said of a lock', () => {
  it('names the outcome where the same pattern covers another one', () => {
    const claim = 'claims/till/db-data';
    const before = { [claim]: '10Gi sff-local' };
    const smaller = { [claim]: '5Gi sff-local' };
    const found = said(
      { s1: before, s2: before, s3: before, s4: before },
      { s1: smaller, s2: smaller, s3: { project: 'x' }, s4: { project: 'x' } },
    );
    expect(found).toEqual([
      expect.stringContaining(`sff accept 'stores/*/${claim}' --to '5Gi sff-local' --reason "…".`),
      expect.stringContaining(`sff accept 'stores/*/${claim}' --to gone --reason "…".`),
    ]);
  });

  it('is said once for sites whose values differ by their names', () => {
    const volumes = (site: string) => ({ project: site, 'volumes/till-db-data': `${site}_till-db-data` });
    expect(said({ k1: volumes('k1'), k2: volumes('k2') }, { k1: { project: 'k1' }, k2: { project: 'k2' } })).toEqual([
      'stores: 2 sites (k1, k2): volume till-db-data ({site}_till-db-data) would go: its data are read by nobody. Undo it. If you mean it: sff accept \'stores/*/volumes/till-db-data\' --reason "…".',
    ]);
  });

  it('is said once for sites whose devices are named after them', () => {
    const devices = (site: string, kind: string) => ({ [`devices/${site}-${kind}-1`]: 'server' });
    const names = ['s1', 's2', 's10'];
    const of = (kind: string) => Object.fromEntries(names.map((site) => [site, devices(site, kind)]));
    expect(said(of('node'), of('box'))).toEqual([
      'stores: 3 sites (s1, s10, s2): device {site}-node-1 would go: what is on it stays there. Undo it. If it was renamed, write renamedFrom on what makes devices {site}-box-1 now. If you mean it: sff accept \'stores/*/devices/{site}-node-1\' --reason "…".',
    ]);
  });

  it('is said once where every site has another value', () => {
    const of = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`s${i}`, { 'serials/box': `${prefix}${i}` }]));
    expect(said(of('SN'), of('sn'))).toEqual([
      'stores: 9 sites (s0, s1, s2, …), with values that differ; the first: device box would be machine sn0 instead of SN0, which has none of its data. Undo it. If you mean it: sff accept \'stores/*/serials/box\' --reason "…".',
    ]);
  });

  it('takes no site for a renamed one that was there before', () => {
    const project = { project: 'x' };
    const [found = ''] = said({ s1: project, s2: project }, { s1: { ...project, 'ports/80-tcp': 'till/pos' } });
    expect(found).toContain('Undo it. If it is given up: sff retire stores/s2');
  });

  const project = { project: 'x' };
  it.each<[string, Sites, Sites, string]>([
    [
      'many sites under new names',
      { s1: project, s2: project, s3: project },
      { s1: project, t2: project, t3: project },
      'Undo it. New in this fleet: 2 sites (t2, t3). If they were renamed, write renamedFrom there. If they',
    ],
    [
      'sites in another fleet',
      { s1: project, s2: project, s3: project },
      { s1: project, 'outlets/s2': project, 'outlets/s3': project },
      'Undo it. If they are in outlets now, what is there is locked anew, and not compared: retire the old. If they',
    ],
    [
      'a site in another fleet',
      { s1: project, s2: project },
      { s1: project, 'outlets/s2': project },
      'Undo it. If it is in outlets now, what is there is locked anew, and not compared: retire the old. If it',
    ],
    [
      'a fleet under a new name',
      { s1: project, s2: project },
      { 'shops/s1': project, 'shops/s2': project },
      "Undo it. If the fleet was renamed, write renamedFrom: 'stores' on shops. If they are those of another program",
    ],
    [
      'a fleet that another one has taken in',
      { s1: project, 'shops/s2': project },
      { 'shops/s1': project, 'shops/s2': project },
      'Undo it. If it is in shops now, what is there is locked anew, and not compared: retire the old. If they are those',
    ],
  ])('says what may have become of %s', (_, before, after, fix) => {
    expect(said(before, after)).toEqual([expect.stringContaining(fix)]);
  });

  it('says what K3s does with a Helm chart', () => {
    const fact = 'charts/kube-system/pg';
    expect(said({ s1: { [fact]: 'postgresql in db' } }, { s1: { project: 'x' } })).toEqual([
      expect.stringContaining('Helm chart kube-system/pg (postgresql in db) would go: K3s uninstalls it, and its data'),
    ]);
    expect(said({ s1: { [fact]: 'postgresql in db' } }, { s1: { [fact]: 'postgresql in pg' } })).toEqual([
      expect.stringContaining('Helm chart kube-system/pg would be postgresql in pg instead of postgresql in db:'),
    ]);
  });

  const claim = '2Gi sff-local';
  it.each<[string, Sites['s1'] & object, Sites['s1'] & object, string | undefined]>([
    ['a workload', { 'claims/till/db-data': claim }, { 'claims/till/base-data': claim }, 'claims till/base-data'],
    [
      'a workload with two volumes of one size',
      { 'claims/till/db-data': claim, 'claims/till/db-log': claim },
      { 'claims/till/base-data': claim, 'claims/till/base-log': claim },
      'claims till/base-data',
    ],
    [
      'an application',
      { 'namespaces/till': true, 'claims/till/db-data': claim },
      { 'namespaces/shop': true, 'claims/shop/db-data': claim },
      'claims shop/db-data',
    ],
    [
      'a workload on Compose',
      { 'volumes/till-db-data': 's1_till-db-data' },
      { 'volumes/till-base-data': 's1_till-base-data' },
      'volumes till-base-data',
    ],
    [
      'a workload that went to another application, where no name leads',
      { 'namespaces/till': true, 'namespaces/back': true, 'claims/till/db-data': claim },
      { 'namespaces/till': true, 'namespaces/back': true, 'claims/back/db-data': claim },
      undefined,
    ],
    [
      'a Helm chart, with the namespace that it is named after',
      { 'charts/kube-system/pg': 'postgresql in pg' },
      { 'charts/kube-system/postgres': 'postgresql in postgres' },
      'charts kube-system/postgres',
    ],
    [
      'an adopted volume, which has no name of ours',
      { 'volumes/db': 'old_db' },
      { 'volumes/base': 'new_base' },
      undefined,
    ],
  ])('takes for renamed %s', (_, before, after, name) => {
    const [found = ''] = said({ s1: before }, { s1: after }).filter((line) => /(claim|volume|chart) /.test(line));
    if (name === undefined) expect(found).not.toContain('renamedFrom');
    else expect(found).toContain(`If it was renamed, write renamedFrom on what makes ${name} now.`);
  });
});
