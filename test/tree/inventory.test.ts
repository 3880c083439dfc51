import { Fleet, K3sSite, SffApp, SffDevice } from '../../lib';
import type { InventoryProps } from '../../lib/inventory';
import { Testing } from '../../lib/testing';
import { faultsOf, hardware, problemsOf, untyped } from './program';

interface Row {
  readonly id: string;
  readonly serial?: string;
  readonly serials?: readonly string[] | undefined;
  readonly address?: string;
  readonly former?: string;
  readonly region?: string;
  readonly ring?: string | number;
  readonly labels?: Record<string, string>;
}

function build(rows: Iterable<Row>, props: Partial<InventoryProps<Row>> = {}, fail?: (row: Row) => void) {
  const app = new SffApp();
  const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  const sites = fleet.sites(rows, { id: 'id', ...props }, (id, row) => {
    const site = new K3sSite(fleet, id, { network: { lan: '10.0.42.0/24' } });
    fail?.(row);
    new SffDevice(site, 'node-1', { ...hardware, serial: row.serial, address: row.address });
    return site;
  });
  return { app, fleet, ids: sites.map((s) => s.node.id) };
}

const rowsOf = (app: SffApp) =>
  problemsOf(app).map(({ code, path, message }) => `${code} ${path} ${message.match(/^row \d+/)?.[0] ?? message}`);

describe('an inventory', () => {
  it('becomes sites, in the order of its rows', () => {
    const { app, ids } = build([{ id: 's2' }, { id: 's1' }]);
    expect(ids).toEqual(['s2', 's1']);
    expect(faultsOf(app)).toEqual([]);
  });

  it('may come from a generator, and may name its sites by a function', () => {
    function* rows(): Generator<Row> {
      for (let i = 1; i <= 3; i++) yield { id: String(i) };
    }
    expect(build(rows(), { id: (row) => `store-${row.id.padStart(4, '0')}` }).ids).toEqual([
      'store-0001',
      'store-0002',
      'store-0003',
    ]);
  });

  it('has its bad rows told by their number, and its good ones made', () => {
    const rows = [{ id: 's1' }, null, 'x', {}, { id: 'S5' }, { id: 's1' }, { id: '' }, { id: 's8' }];
    const { app, ids } = build(untyped(rows));
    expect(ids).toEqual(['s1', 's8']);
    expect(rowsOf(app)).toEqual([2, 3, 4, 5, 6, 7].map((row) => `inventory-row stores row ${row}`));
  });

  it('has serials and addresses checked across its rows', () => {
    const rows = [
      { id: 's1', serial: 'A', address: '10.0.42.1' },
      { id: 's2', serial: 'A', address: '10.0.42.2' },
      { id: 's3', serial: 'C', address: '10.0.42.1' },
      { id: 's4' },
    ];
    const { app, ids } = build(rows, { serials: (r) => [r.serial], addresses: (r) => [r.address] });
    expect(ids).toEqual(['s1', 's4']);
    expect(rowsOf(app)).toEqual(['inventory-row stores row 2', 'inventory-row stores row 3']);
  });

  it('has its fields read by their names, too: one text, or a list', () => {
    const rows = [
      { id: 's1', serial: 'A', serials: ['X', 'Y'] },
      { id: 's2', serial: 'A', serials: ['Z'] },
      { id: 's3', serials: ['Y'] },
      { id: 's4' },
    ];
    const one = build(rows, { serials: 'serial', renamedFrom: 'former' });
    expect(one.ids).toEqual(['s1', 's3', 's4']);
    expect(rowsOf(one.app)).toEqual(['inventory-row stores row 2']);
    const list = build(
      rows.map(({ id, serials }) => ({ id, serials })),
      { serials: 'serials' },
    );
    expect(list.ids).toEqual(['s1', 's2', 's4']);
    expect(rowsOf(list.app)).toEqual(['inventory-row stores row 3']);
  });

  it.each<[string, Partial<InventoryProps<Row>>, string, string]>([
    [
      'labels',
      { labels: untyped(['ring', 'regoin']) },
      'no row has the field "regoin", which labels names.',
      "Write 'region'.",
    ],
    ['labels', { labels: untyped('lables') }, 'no row has the field "lables", which labels names.', "Write 'labels'."],
    [
      'addresses',
      { addresses: 'address' },
      'no row has the field "address", which addresses names.',
      'Correct it, or leave it out of addresses until a row has it.',
    ],
  ])('has a field of its %s refused that no row has', (_, props, message, fix) => {
    const rows = [
      { id: 's1', ring: 'pilot' },
      { id: 's2', region: 'eu', labels: {} },
    ];
    expect(problemsOf(build(rows, props).app)).toEqual([{ code: 'inventory-row', path: 'stores', message, fix }]);
    expect(problemsOf(build([], props).app)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['Id', 'of another spelling', "Write 'Id'."],
    ['store', 'of another name', 'Write one of those that rows have: store, ring.'],
    [
      '\ufeffid',
      'behind a byte order mark',
      'Take the byte order mark off the file before it is parsed: it has become a part of the name of the first field.',
    ],
  ])('tells once that no row has the field of its id, but %j, which is one %s', (field, _, fix) => {
    const rows = Array.from({ length: 200 }, (_, i) => ({ [field]: `s${i}`, ring: 'pilot' }));
    const { app, ids } = build(untyped(rows), { labels: untyped(['rin']) });
    const message = (name: string, property: string) => `no row has the field "${name}", which ${property} names.`;
    expect(ids).toEqual([]);
    expect(problemsOf(app)).toEqual([
      { code: 'inventory-row', path: 'stores', message: message('id', 'id'), fix },
      { code: 'inventory-row', path: 'stores', message: message('rin', 'labels'), fix: "Write 'ring'." },
    ]);
  });

  it.each<[string, InventoryProps<Row>['labels'], string[]]>([
    ['from the field that holds them', 'labels', ['eu', 'us', '-']],
    ['from fields of which each is one, but for empty ones', ['region', 'ring'], ['eu canary', 'us', '-']],
    ['from a function', ({ region }) => (region === undefined ? undefined : { region }), ['eu', 'us', '-']],
  ])('has labels taken %s', (_, labels, expected) => {
    const rows = [
      { id: 's1', region: 'eu', ring: 'canary', labels: { region: 'eu' } },
      { id: 's2', region: 'us', ring: '', labels: { region: 'us' } },
      { id: 's3' },
    ];
    const { app } = build(rows, { labels });
    expect(faultsOf(app)).toEqual([]);
    const [fleet] = JSON.parse(Testing.synth(app)['fleet.json'] ?? '').fleets;
    const found = fleet.sites.map((site: { labels: Record<string, string> }) => Object.values(site.labels).join(' '));
    expect(found.map((text: string) => text || '-')).toEqual(expected);
  });

  it.each<[string, InventoryProps<Row>['labels'], string]>([
    ['a field that holds a text', 'region', 'row 1 has "west" in its field region, which holds no labels.'],
    ['a field that holds a number', ['ring'], 'row 1 label "ring" has the value 3, which is no text.'],
    ['a function that gives a text', () => untyped('west'), 'row 1 labels is "west", not an object.'],
  ])('has a row told with labels from %s', (_, labels, message) => {
    const { app } = build([{ id: 's1', region: 'west', ring: 3 }], { labels });
    expect(problemsOf(app)).toMatchObject([{ code: 'label-invalid', path: 'stores', message }]);
  });

  it('has one serial taken from a function that gives no list', () => {
    const rows = [
      { id: 's1', serial: 'AB' },
      { id: 's2', serial: 'BA' },
    ];
    expect(build(rows, { serials: (row) => row.serial ?? '' }).ids).toEqual(['s1', 's2']);
  });

  it.each([[4711], [[4711]], [{ a: 'A' }]])('has a row told with serials that are no texts: %j', (serials) => {
    const { app, ids } = build(untyped([{ id: 's1', serials }, { id: 's2' }]), { serials: 'serials' });
    expect(ids).toEqual(['s2']);
    expect(rowsOf(app)).toEqual(['inventory-row stores row 1']);
  });

  it('has no address in common with another row only if it says so: shops share private ranges', () => {
    const { app } = build([
      { id: 's1', address: '10.0.42.1' },
      { id: 's2', address: '10.0.42.1' },
    ]);
    expect(faultsOf(app)).toEqual([]);
  });

  it('has a row told at which the callback throws, and leaves no half of a site behind', () => {
    const { app, fleet, ids } = build([{ id: 's1' }, { id: 's2' }, { id: 's3' }], {}, (row) => {
      if (row.id === 's2') throw new TypeError('no tills.');
    });
    expect(ids).toEqual(['s1', 's3']);
    expect(fleet.node.tryFindChild('s2')).toBeUndefined();
    expect(rowsOf(app)).toEqual(['inventory-row stores row 2']);
  });

  it('has a row told whose reading throws', () => {
    const id = (row: Row) => row.id.toUpperCase().toLowerCase();
    const { app, ids } = build(untyped([{ id: 's1' }, { id: 5 }]), { id });
    expect(ids).toEqual(['s1']);
    expect(rowsOf(app)).toEqual(['inventory-row stores row 2']);
    expect(rowsOf(build([{ id: 's1' }], { serials: () => untyped(undefined) }).app)).toEqual([
      'inventory-row stores row 1',
    ]);
  });

  it('has a row told whose site is there already', () => {
    const app = new SffApp();
    const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
    const make = (id: string) => {
      const site = new K3sSite(fleet, id, { network: { lan: '10.0.42.0/24' } });
      new SffDevice(site, 'node-1', hardware);
      return site;
    };
    make('s1');
    expect(fleet.sites([{ id: 's1' }], { id: 'id' }, make)).toEqual([]);
    expect(rowsOf(app)).toEqual(['inventory-row stores row 1']);
  });

  it('that fails half-way is told with the row, and what came before is made', () => {
    function* rows(): Generator<Row> {
      yield { id: 's1' };
      throw new Error('unexpected end of input');
    }
    const { app, ids } = build(rows());
    expect(ids).toEqual(['s1']);
    expect(rowsOf(app)).toEqual(['inventory-row stores row 2']);
  });

  it.each<[string, (fleet: Fleet<'k3s'>) => unknown]>([
    ['nothing', () => undefined],
    ['a site of another id', (fleet) => new K3sSite(fleet, 'other', { network: { lan: '10.0.42.0/24' } })],
  ])('whose row becomes %s is told with the row, and the row is no site', (_, make) => {
    const app = new SffApp();
    const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
    const made = fleet.sites(
      [{ id: 's9' }],
      { id: 'id' },
      untyped(() => make(fleet)),
    );
    for (const site of fleet.node.children) new SffDevice(untyped(site), 'node-1', hardware);
    expect(made).toEqual([]);
    expect(rowsOf(app)).toEqual(['inventory-row stores row 1']);
  });

  it.each([[], [{ id: 'id' }], [undefined, () => undefined], [null, null]])('read with %j is refused', (...how) => {
    const app = new SffApp();
    const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
    const [props, make] = how;
    expect(fleet.sites([{ id: 's1' }], untyped(props), untyped(make))).toEqual([]);
    expect(faultsOf(app)).toEqual(['inventory-row stores']);
  });

  it.each([undefined, null, 5, 'id\ns1', { id: 's1' }])('that is %j is refused', (rows) => {
    const { app, ids } = build(untyped(rows));
    expect(ids).toEqual([]);
    expect(faultsOf(app)).toEqual(['inventory-row stores']);
  });

  it('lets errors of the program itself through: no row is to blame', () => {
    const app = new SffApp();
    const fleet = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
    const make = (id: string) => new K3sSite(untyped(fleet), id, { network: { lan: '10.0.42.0/24' } });
    expect(() => fleet.sites([{ id: 's1' }], { id: 'id' }, make)).toThrow(
      expect.objectContaining({ code: 'orchestrator-conflict' }),
    );
  });
});
