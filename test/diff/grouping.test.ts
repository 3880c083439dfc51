import { diffOutputs, treeOfTexts } from 'sff-constructs/diff';
import { change } from '../../lib/diff/change';
import { Grouping } from '../../lib/diff/group';
import { changesOf, diffOf, k3sOutput, lineOf } from './outputs';

const image = (old: string, now: string) => change('restart', 'till/pos', [{ what: 'image', old, new: now }]);
const sites = (count: number) => Array.from({ length: count }, (_, i) => `stores/store-${1000 + i}`);

describe('changes of many sites', () => {
  it('are one where they say the same, the worst first and then those of the most sites', () => {
    const grouping = new Grouping();
    for (const site of sites(3)) grouping.add(image('1.4.2', '1.4.3'), site);
    grouping.add(image('1.4.1', '1.4.3'), 'stores/store-0001');
    grouping.add(change('volume-removed', 'till/db', [{ what: 'volume data' }]), 'stores/store-0001');
    expect(grouping.groups().map((group) => [lineOf(group), group.sites.length])).toEqual([
      ['data-loss | till/db: volume data removed, DATA LOSS', 1],
      ['restart | till/pos: image 1.4.2 → 1.4.3, one restart', 3],
      ['restart | till/pos: image 1.4.1 → 1.4.3, one restart', 1],
    ]);
  });

  it('are one without values where each site has its own', () => {
    const grouping = new Grouping();
    for (const site of sites(40)) grouping.add(image('1.4.2', `1.4.3-${site.slice(-4)}`), site);
    const groups = grouping.groups();
    expect(groups.map((group) => [group.values, group.sites.length, group.details])).toEqual([
      ['various', 40, [{ what: 'image' }]],
    ]);
  });

  it('count a site once, in which many things change in one way', () => {
    const device = (name: string) => change('device-added', 'site', [{ what: 'device', new: name }]);
    const grouping = new Grouping();
    for (const site of sites(40)) for (const n of [1, 2]) grouping.add(device(`${site.slice(-4)}-${n}`), site);
    expect(grouping.groups().map((group) => [group.values, group.sites])).toEqual([['various', sites(40)]]);
    const one = new Grouping();
    for (let n = 1; n <= 9; n++) one.add(device(`node-${n}`), 'stores/store-0001');
    expect(one.groups().map((group) => lineOf(group))).toEqual(
      Array.from({ length: 9 }, (_, i) => `change | site: device added: device = node-${i + 1}`),
    );
  });

  it('are the same where devices are named after their site', async () => {
    const names = ['store-0001', 'store-0002', 'store-0003', 'store-0004'];
    const output = (cores: number) =>
      Object.assign(
        {},
        ...names.map((name) => k3sOutput([], { devices: [{ name: `${name}-node-1`, cores }] }, [name])),
        { 'fleet.json': k3sOutput([], {}, names)['fleet.json'] },
      );
    const { changes } = await diffOutputs(treeOfTexts(output(4)), treeOfTexts(output(8)));
    expect(changes.map((group) => [lineOf(group), group.sites.length])).toEqual([
      ['change | device {site}-node-1: device changed: /cores 4 → 8', 4],
    ]);
  });

  it('are the same where they differ by the name and the addresses of the site', async () => {
    const names = ['store-0001', 'store-0002', 'store-0003', 'store-0004'];
    const output = (tag: string) =>
      Object.assign(
        {},
        ...names.map((name, i) => {
          const env = [
            { name: 'SITE', value: name },
            { name: 'PRINTER', value: `10.0.${i}.50` },
          ];
          const spec = { containers: [{ name: 'pos', image: `pos:${tag}`, env, args: [`--name=${name}-${tag}`] }] };
          const metadata = { name: 'pos', namespace: 'till' };
          return k3sOutput(
            [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { spec } } }],
            {},
            [name],
          );
        }),
        { 'fleet.json': k3sOutput([], {}, names)['fleet.json'] },
      );
    const { changes } = await diffOutputs(treeOfTexts(output('1')), treeOfTexts(output('2')));
    expect(changes.map((group) => [lineOf(group), group.sites.length])).toEqual([
      ['restart | till/pos: image 1 → 2, args --name={site}-1 → --name={site}-2, one restart', 4],
    ]);
  });
});

describe('sites and fleets', () => {
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'till' } };

  it('that come are news, and those that go take their data along', async () => {
    const [one, two] = [k3sOutput([claim], {}, ['a']), k3sOutput([claim], {}, ['a', 'b'])];
    expect(await changesOf(one, two)).toEqual(['information | site: new']);
    expect(await changesOf(two, one)).toEqual(['data-loss | site: removed, DATA LOSS']);
    expect(await changesOf(k3sOutput([], {}, ['a', 'b']), k3sOutput([], {}, ['a']))).toEqual([
      'change | site: removed',
    ]);
  });

  it('are counted', async () => {
    const { sites, old, new: now } = await diffOf(k3sOutput([], {}, ['a', 'b']), k3sOutput([], {}, ['b', 'c', 'd']));
    expect([sites, old, now]).toEqual([{ added: 2, removed: 1, changed: 0, unchanged: 1 }, 'old', 'new']);
  });

  it('tell which images they have to pull, and how much that is', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const old = k3sOutput([], { images: [] }, ['a', 'b']);
    const now = k3sOutput([], { images: [`pos:2@${digest}`] }, ['a', 'b']);
    const lock = { 'pos:2': { digest, size: 88_000_264 } };
    const { images } = await diffOutputs(treeOfTexts(old), treeOfTexts(now), { images: lock });
    expect(images).toEqual([{ image: `pos:2@${digest}`, sites: 2, bytes: 88_000_264 }]);
  });

  it('tell files beside the sites, too', async () => {
    const files = k3sOutput([]);
    expect(await changesOf(files, { ...files, 'README.md': 'Hello.' })).toEqual(['change | README.md: file added']);
  });
});
