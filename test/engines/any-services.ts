import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Size } from 'cdk8s';
import { DockerComposeSite, Fleet, Rules, SffDevice, SffValidationError, type WaivableRule } from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';
import { RULES } from '../../lib/validation/rules';

/** What a key may hold by mistake. */
const ANYTHING = [
  null,
  5,
  true,
  'x',
  '',
  '/x',
  '1',
  [],
  {},
  ['x'],
  ['a=b'],
  [5],
  { a: null },
  { a: 'b' },
  [{ a: 'b' }],
];

/** Services in which one key holds anything. */
export function anyServices(): object[] {
  const schema = JSON.parse(readFileSync(join(__dirname, '../../schemas/compose-spec.json'), 'utf8'));
  const { container_spec: container, workload_spec: workload, service } = schema.$defs;
  const all = Object.keys({ ...container.properties, ...workload.properties, ...service.properties });
  // A reader opens these, which are on the device.
  const keys = all.filter((key) => key !== 'env_file' && key !== 'label_file');
  return keys.flatMap((key) =>
    ANYTHING.map((value) => ({ restart: 'always', cpus: 0.5, mem_limit: '64m', [key]: value })),
  );
}

/** The project of a site with this service, all that can be waived waived; undefined where it is refused. */
export function adopted(service: object): string | undefined {
  const app = Testing.app();
  const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
  const site = new DockerComposeSite(kiosks, 'k1', { network: { lan: '10.0.42.0/24' } });
  new SffDevice(site, 'pc', { architecture: 'amd64', cores: 4, memory: Size.gibibytes(8) });
  site.addService('web', { image: `pos:1@sha256:${'0'.repeat(64)}`, ...service });
  const codes = Object.entries(RULES).flatMap(([code, { waivable }]) => (waivable ? [code as WaivableRule] : []));
  Rules.waive(site, codes, { reason: 'Anything.' });
  try {
    return Testing.synth(app)['kiosks/k1/compose/compose.yaml'];
  } catch (error) {
    if (error instanceof SffValidationError) return undefined;
    throw error;
  }
}
