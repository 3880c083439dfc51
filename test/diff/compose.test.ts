import { COMPOSE_PAIRS } from './compose-pairs';
import { changesOf, composeOutput, diffOf, k3sOutput } from './outputs';

describe('between two versions of a Compose project', () => {
  it.each(COMPOSE_PAIRS.map((pair) => [pair.title, pair] as const))('%s is told', async (_, pair) => {
    expect(await changesOf(composeOutput(pair.old), composeOutput(pair.new))).toEqual(pair.changes);
  });

  it('a project of another name is data loss, and so is each of its volumes', async () => {
    const project = { services: {}, volumes: { data: {}, shared: { name: 'shared' } } };
    expect(await changesOf(composeOutput(project), composeOutput({ ...project, name: 'kiosk' }))).toEqual([
      'data-loss | project kiosk-0001: Compose project renamed: its volumes stay behind: name kiosk-0001 → kiosk, DATA LOSS',
      'data-loss | project kiosk-0001: volume data removed: name kiosk-0001_data → kiosk_data, DATA LOSS',
      'change | project kiosk-0001: volume data added',
    ]);
  });

  it('another orchestrator takes all that held data along', async () => {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'till' } };
    const k3s = k3sOutput([claim], {}, ['kiosk-0001']);
    const old = Object.fromEntries(
      Object.entries(k3s).map(([path, text]) => [path.replace('stores/', 'kiosks/'), text]),
    );
    const index = k3s['fleet.json']?.replace('"stores"', '"kiosks"') ?? '';
    expect(await changesOf({ ...old, 'fleet.json': index }, composeOutput({ services: {} }))).toEqual([
      'data-loss | PersistentVolumeClaim till/data: volume data removed, DATA LOSS',
      'change | project kiosk-0001: Compose project added',
      'change | site: orchestrator switched: orchestrator k3s → docker-compose',
      'change | fleet kiosks: /orchestrator k3s → docker-compose',
    ]);
  });

  it('a volume that belongs to someone else is no loss', async () => {
    const [old, now] = [{ volumes: { nas: { external: true } } }, { volumes: {} }];
    expect((await diffOf(composeOutput(old), composeOutput(now))).worst).toBe('change');
  });

  it("a volume that becomes someone else's, with its data, is no loss", async () => {
    const old = { services: {}, volumes: { data: { name: 'shop_data' } } };
    const now = { services: {}, volumes: { data: { name: 'shop_data', external: true } } };
    expect(await changesOf(composeOutput(old), composeOutput(now))).toEqual([
      'change | volume data: changed: /external = true',
    ]);
  });

  it('sections that are written in another way are read all the same', async () => {
    const old = composeOutput({ services: { ui: { image: 'ui:1' }, db: { image: 'db:1' } } });
    const [path = ''] = Object.keys(old).filter((each) => each.endsWith('compose.yaml'));
    const text = 'name: kiosk-0001\nservices:\n    "ui": {image: "ui:1"}\n    db:\n        image: db:2\n';
    expect(await changesOf(old, { ...old, [path]: text })).toEqual(['restart | db: image 1 → 2, one restart']);
    const odd = 'name: kiosk-0001\nservices:\n  "u\\x69":\n    image: ui:2\n  db:\n    image: db:1\n';
    expect(await changesOf(old, { ...old, [path]: odd })).toEqual(['restart | ui: image 1 → 2, one restart']);
  });
});
