import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Replaces the first place of a text in a file of the program. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One step of the history of a program. */
export interface Change {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** What someone decides on after synth has refused; without, a refused change is undone. */
  readonly decision?: { readonly verb: 'accept' | 'retire'; readonly path: string; readonly reason: string };
}

const till = (from: string, to: string): Edit => ({ file: 'till.ts', from, to });

/** What was done to `examples/k3s-retail`, one after the other. */
export const CHANGES: readonly Change[] = [
  {
    title: 'A new image of the point of sale',
    edits: [
      till('registry.contoso.com/pos:1.4.2', 'registry.contoso.com/pos:1.4.3'),
      {
        file: 'images.json',
        from: '"registry.contoso.com/pos:1.4.2": {\n    "digest": "sha256:a5d3',
        to: '"registry.contoso.com/pos:1.4.3": {\n    "digest": "sha256:b6d3',
      },
    ],
  },
  {
    title: 'The application is called checkout, and nothing more is said',
    edits: [{ file: 'store.ts', from: "new Till(this, 'till', {", to: "new Till(this, 'checkout', {" }],
  },
  {
    title: 'The application is called checkout, and was the till',
    edits: [
      { file: 'store.ts', from: "new Till(this, 'till', {", to: "new Till(this, 'checkout', {" },
      till(
        "super(scope, id, { labels: { team: 'checkout' } });",
        "super(scope, id, { labels: { team: 'checkout' }, renamedFrom: 'till' });",
      ),
    ],
  },
  { title: 'The database gets a smaller volume', edits: [till('Size.gibibytes(20)', 'Size.gibibytes(10)')] },
  {
    title: 'The database keeps its data in memory',
    edits: [
      till(
        "{ name: 'data', mountPath: '/var/lib/postgresql/data', size: Size.gibibytes(20) }",
        "{ tmpfs: Size.mebibytes(512), mountPath: '/var/lib/postgresql/data' }",
      ),
    ],
    decision: {
      verb: 'accept',
      path: 'stores/*/claims/till/db-data',
      reason: 'Head office is the only one to keep data.',
    },
  },
  {
    title: 'Stores run Docker Compose',
    edits: [
      { file: 'app.ts', from: "orchestrator: 'k3s'", to: "orchestrator: 'docker-compose'" },
      {
        file: 'app.ts',
        from: "import { Store } from './store';",
        to: "import { DockerComposeSite, SffDevice } from 'sff-constructs';",
      },
      {
        file: 'app.ts',
        from: '(id, row) => new Store(stores, id, row),',
        to: `(id, row) => {
      const site = new DockerComposeSite(stores, id, { network: { lan: row.lan } });
      new SffDevice(site, row.devices[0]!.name, { architecture: 'amd64', cores: 4, memory: Size.gibibytes(8) });
      return site;
    },`,
      },
    ],
  },
  {
    title: 'A machine is replaced',
    edits: [{ file: 'stores.json', from: 'CZF2CD852E', to: 'CZ00000001' }],
    decision: { verb: 'accept', path: 'stores/store-0003/serials/s0003-a', reason: 'Mainboard broken, ticket 4711.' },
  },
  {
    title: 'The metrics of the point of sale are published',
    edits: [till("{ name: 'metrics', port: 9090 }", "{ name: 'metrics', port: 9090, publish: 9090 }")],
  },
  {
    title: 'The point of sale calls the internet',
    edits: [till('egress: [Egress.to(', 'egress: [Egress.internet(), Egress.to(')],
  },
  {
    title: 'A store moves to another ring',
    edits: [
      {
        file: 'stores.json',
        from: '"region": "north", "ring": "early" },\n    "devices": [{ "name": "s0002-a"',
        to: '"region": "north", "ring": "canary" },\n    "devices": [{ "name": "s0002-a"',
      },
    ],
  },
  {
    title: 'The point of sale gets an application of its own',
    edits: [
      till(
        'this.pos = new Workload(this, ',
        "const front: Application<O> = new Application(scope, 'front', { labels: { team: 'checkout' } });\n    this.pos = new Workload(front, ",
      ),
    ],
  },
  {
    title: 'A store gets three servers',
    edits: [
      {
        file: 'stores.json',
        from: '"devices": [{ "name": "s0001-a", "serial": "CZA73FCF33", "address": "10.101.1.11" }]',
        to: `"devices": [
      { "name": "s0001-a", "serial": "CZA73FCF33", "address": "10.101.1.11" },
      { "name": "s0001-b", "serial": "CZ00000002", "address": "10.101.1.12" },
      { "name": "s0001-c", "serial": "CZ00000003", "address": "10.101.1.13" }
    ]`,
      },
    ],
    decision: {
      verb: 'accept',
      path: 'stores/store-0001/datastore',
      reason: 'Prepared with --cluster-init, ticket 4712.',
    },
  },
  {
    title: 'A store is closed',
    edits: [
      {
        file: 'stores.json',
        from: `  {
    "id": "store-0002",
    "city": "Bremen",
    "lan": "10.101.2.0/24",
    "printer": "10.101.2.50",
    "downlink": 16,
    "labels": { "customer": "contoso", "region": "north", "ring": "canary" },
    "devices": [{ "name": "s0002-a", "serial": "CZB2239AE3", "address": "10.101.2.11" }]
  },
`,
        to: '',
      },
    ],
    decision: { verb: 'retire', path: 'stores/store-0002', reason: 'The lease ended.' },
  },
];

/** Makes the edits of a change, and returns what undoes them. */
export function edit(directory: string, edits: readonly Edit[]): () => void {
  const before = new Map<string, string>();
  for (const { file, from, to } of edits) {
    const path = join(directory, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not have ${JSON.stringify(from)}.`);
    if (!before.has(path)) before.set(path, text);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  return () => {
    for (const [path, text] of before) writeFileSync(path, text);
  };
}
