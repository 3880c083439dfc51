import { changesOf, composeOutput, type Data, k3sOutput } from './outputs';

const between = (old: Data, now: Data) => changesOf(k3sOutput([], old), k3sOutput([], now));
const device = (fields: Data = {}) => ({ name: 'node-1', cores: 14, serial: 'SN-1', ...fields });

describe('between two versions of site.json', () => {
  it('tells labels, which rings are made of', async () => {
    expect(await between({ labels: { ring: 'canary' } }, { labels: { ring: 'early' } })).toEqual([
      'change | site: labels changed: ring canary → early',
    ]);
  });

  it('tells devices that came, went, were replaced or are others', async () => {
    expect(await between({ devices: [device()] }, { devices: [device({ serial: 'SN-2' })] })).toEqual([
      'change | device node-1: device replaced: serial SN-1 → SN-2',
    ]);
    expect(await between({ devices: [device()] }, { devices: [device({ cores: 28 })] })).toEqual([
      'change | device node-1: device changed: /cores 14 → 28',
    ]);
    expect(await between({ devices: [device()] }, { devices: [device({ name: 'node-2' })] })).toEqual([
      'change | site: device added: device = node-2',
      'change | site: device removed: device removed, was node-1',
    ]);
  });

  it('tells resources in Azure that came, went or are others', async () => {
    const cluster = (fields: Data = {}) => ({
      path: 'stores/store-0001/arc/cluster',
      type: 'Microsoft.Kubernetes/connectedClusters',
      apiVersion: '2026-05-01',
      resourceGroup: 'rg-stores',
      name: 'store-0001',
      ...fields,
    });
    expect(await between({}, { azure: [cluster()] })).toEqual([
      'change | azure arc/cluster: added in Azure: type = Microsoft.Kubernetes/connectedClusters',
    ]);
    expect(await between({ azure: [cluster()] }, {})).toEqual([
      'change | azure arc/cluster: removed in Azure: type removed, was Microsoft.Kubernetes/connectedClusters',
    ]);
    expect(await between({ azure: [cluster()] }, { azure: [cluster({ resourceGroup: 'rg-2' })] })).toEqual([
      'change | azure arc/cluster: changed in Azure: resourceGroup rg-stores → rg-2',
    ]);
  });

  it('tells secrets that the site has to have, key by key', async () => {
    const secret = (keys: readonly string[]) => ({ kind: 'kubernetes-secret', namespace: 'till', name: 'db', keys });
    expect(await between({ secrets: [] }, { secrets: [secret(['password'])] })).toEqual([
      'change | secret till/db: secret needed, before the next start: key password',
    ]);
    expect(await between({ secrets: [secret(['old'])] }, { secrets: [secret(['new'])] })).toEqual([
      'change | secret till/db: secret needed, before the next start: key new',
      'information | secret till/db: secret no longer needed: key old',
    ]);
  });

  it('tells exceptions and waivers that came, with their reasons', async () => {
    const exception = {
      path: 'stores/store-0001/till/pos',
      exception: 'root',
      reason: 'It drops to a user of its own.',
    };
    const waiver = { path: 'stores/store-0001', codes: ['image-latest'], reason: 'Measured.' };
    expect(await between({ exceptions: [], waivers: [] }, { exceptions: [exception], waivers: [waiver] })).toEqual([
      'security | site: waiver added: image-latest = Measured.',
      'security | till/pos: exception added: root = It drops to a user of its own.',
    ]);
    expect(await between({ exceptions: [exception], waivers: [waiver] }, { exceptions: [], waivers: [] })).toEqual([
      'change | site: waiver removed: image-latest removed, was Measured.',
      'change | till/pos: exception removed: root removed, was It drops to a user of its own.',
    ]);
  });

  it('tells settings by their places', async () => {
    expect(await between({ settings: { version: 'v1.36.3+k3s1' } }, { settings: { version: 'v1.36.4+k3s1' } })).toEqual(
      ['change | site: settings changed: /settings/version v1.36.3+k3s1 → v1.36.4+k3s1'],
    );
  });

  it('tells what other files usually tell only where none does', async () => {
    expect(await between({ contentHash: 'sha256:1' }, { contentHash: 'sha256:2' })).toEqual([
      'information | site.json: facts changed: /contentHash sha256:1 → sha256:2',
    ]);
  });

  it('takes a directory that held a volume for data', async () => {
    const directories = [{ path: '/var/lib/sff/volumes/till/db/data', uid: 999, gid: 999, mode: '0750' }];
    expect(await changesOf(composeOutput({}, { directories }), composeOutput({}, { directories: [] }))).toEqual([
      'data-loss | till/db: volume data removed (directory /var/lib/sff/volumes/till/db/data), DATA LOSS',
    ]);
  });
});
