import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SffApp } from 'sff-constructs';
import { type DeployOptions, deploy } from 'sff-constructs/pulumi';
import { build } from '../../examples/arc-retail/app';
import { readStores } from '../../examples/arc-retail/inventory';
import { type Registration, run, secretValue } from './mocks';

const LOCK = join(__dirname, '../../examples/arc-retail/sff.lock.json');
const GOLDEN = join(__dirname, 'arc-retail.json');

const deployed = (options: DeployOptions = {}) =>
  run(() => {
    const app = new SffApp({ lock: LOCK });
    build(app);
    return deploy(app, { secrets: secretValue, ...options });
  });

describe('arc-retail', () => {
  let registrations: readonly Registration[];
  beforeAll(async () => {
    ({ registrations } = await deployed());
  }, 60_000);

  it('asks for exactly these resources', () => {
    const list = `${JSON.stringify(registrations, undefined, 2)}\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(GOLDEN, list);
    expect(registrations).toEqual(JSON.parse(readFileSync(GOLDEN, 'utf8')));
  });

  it('has a machine, a place, a connection with its key, a Flux configuration and an extension in each store', () => {
    const counts = new Map<string, number>();
    for (const { type } of registrations) counts.set(type, (counts.get(type) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      'sff-constructs:index:Fleet': 1,
      'sff-constructs:index:Site': 12,
      'sff-constructs:index:Device': 12,
      'azure-native:edge:Site': 12,
      'azure-native:azurestackhci:EdgeMachine': 12,
      'tls:index/privateKey:PrivateKey': 12,
      'azure-native:resources:Resource': 12,
      'azure-native:kubernetesconfiguration:FluxConfiguration': 12,
      'azure-native:kubernetesconfiguration:Extension': 12,
    });
  });

  it('protects all that it creates', () => {
    const created = registrations.filter(({ type }) => !type.startsWith('sff-constructs:'));
    expect(created.filter(({ options }) => options.protect !== true)).toEqual([]);
  });

  it('keeps the key from all but the device', () => {
    expect(JSON.stringify(registrations)).not.toContain('PRIVATE KEY');
  });

  it('holds one ring in a stack, with the same names', async () => {
    const { registrations: pilot, result } = await deployed({ select: { labels: { ring: 'pilot' } } });
    const paths = readStores().flatMap(({ id, labels }) => (labels.ring === 'pilot' ? [`stores/${id}`] : []));
    expect(Object.keys(result.sites)).toEqual(paths);
    const inPilot = ({ name }: Registration) =>
      name === 'stores' || paths.some((path) => `${name}/`.startsWith(`${path}/`));
    expect(pilot).toEqual(registrations.filter(inPilot));
  });
});
