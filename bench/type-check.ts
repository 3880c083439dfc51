import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DECLARATIONS, TYPE_CHECKS } from './run';

const BARE = `import { ApiObject, App, Chart } from 'cdk8s';

const app = new App();
const rows = [{ id: 'store-0001' }, { id: 'store-0002' }];
for (const row of rows) {
  const chart = new Chart(app, row.id, { namespace: 'till' });
  const labels = { 'app.kubernetes.io/name': 'pos' };
  new ApiObject(chart, 'pos', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'pos', labels },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'pos', image: 'registry.contoso.com/pos:1.4.2' }] } },
    },
  });
  const ports = [{ port: 8080 }];
  new ApiObject(chart, 'service', { apiVersion: 'v1', kind: 'Service', spec: { selector: labels, ports } });
}
app.synth();
`;

const OURS = `import { Size } from 'cdk8s';
import { Application, Fleet, K3sSite, SffApp, SffDevice, Workload } from 'sff-constructs';

const app = new SffApp();
const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
const rows = [{ id: 'store-0001' }, { id: 'store-0002' }];
for (const row of rows) {
  const site = new K3sSite(fleet, row.id, { network: { lan: '10.0.42.0/24' } });
  new SffDevice(site, 'node-1', { architecture: 'amd64', cores: 14, memory: Size.gibibytes(32) });
  const till = new Application(site, 'till');
  new Workload(till, 'pos', {
    image: 'registry.contoso.com/pos:1.4.2',
    user: 10001,
    limits: { cpu: 0.5, memory: Size.mebibytes(256) },
    env: { SITE: row.id },
    ports: [{ name: 'http', port: 8080, publish: 80 }],
  });
}
app.synth();
`;

const TYPES = join(__dirname, '../node_modules/@types');

const OPTIONS = {
  target: 'ES2022',
  module: 'node16',
  moduleResolution: 'node16',
  strict: true,
  noEmit: true,
  types: [],
};

const PATHS = {
  'sff-constructs': [DECLARATIONS],
  'sff-constructs/pulumi': [DECLARATIONS.replace('index', 'pulumi/index')],
};

/** Two users' programs of one size, as projects that can be type-checked. Every declaration is checked as well. */
export function writePrograms(): { readonly ours: string; readonly bare: string } {
  return { ours: writeProject('ours', OURS, { ...OPTIONS, paths: PATHS }), bare: writeProject('bare', BARE, OPTIONS) };
}

/** The Pulumi programs of `programs/`. Declarations of azure-native are not checked themselves, which takes far longer. */
export function writeStacks(): { readonly ours: string; readonly byHand: string } {
  const options = { ...OPTIONS, types: ['node'], typeRoots: [TYPES], skipLibCheck: true };
  const source = (name: string) => readFileSync(join(__dirname, 'programs', `${name}.ts`), 'utf8');
  const ours = source('stack-ours').replaceAll('../../lib', 'sff-constructs');
  return {
    ours: writeProject('stack-ours', ours, { ...options, paths: PATHS }),
    byHand: writeProject('stack-by-hand', source('stack-by-hand'), options),
  };
}

function writeProject(name: string, program: string, compilerOptions: object): string {
  const directory = join(TYPE_CHECKS, name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'main.ts'), program);
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  return directory;
}
