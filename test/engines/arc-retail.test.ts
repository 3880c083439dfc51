import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../engines/harness/command';
import type { Deployment, PulumiStack } from '../../engines/harness/pulumi';
import { nameOf } from '../../engines/harness/pulumi-outcome';
import { arcRetail, edit, GROUP, inAzure, inCloud, SECRETS, voucherOf, writes } from './arc-retail-stack';

// `sff-constructs` is lib/*.ts here, by the paths of tsconfig.json, which tsx follows: no build is needed.
// The cloud and the providers are stand-ins, which engines/README.md describes; Pulumi and its SDK are real.

jest.setTimeout(600_000);

const URNS = join(__dirname, 'arc-retail/urns.json');
const STORES = 12;
/** Of each store: its key, and its resources in Azure, beside the components of site and device. */
const IN_AZURE = 5;
/** The stack itself and the fleet, and eight for each store. */
const count = (stores: number) => 2 + stores * (IN_AZURE + 3);

const below = (store: string, what: string) => `${store}/providers/Microsoft.KubernetesConfiguration/${what}`;

/** Neither what the configuration has, nor what was made: as text, and as base64 on any of its three alignments. */
function expectNoSecretsIn(state: Deployment): void {
  const text = JSON.stringify(state);
  expect(text).not.toMatch(/PRIVATE KEY/);
  for (const value of [...Object.values(SECRETS), '-----BEGIN RSA PRIVATE KEY-----']) {
    expect(text).not.toContain(value);
    for (const before of ['', ' ', '  ']) {
      const encoded = Buffer.from(before + value).toString('base64');
      expect(text).not.toContain(encoded.slice(before === '' ? 0 : 4, -4));
    }
  }
}

describe('the example arc-retail, its twelve stores', () => {
  let stack: PulumiStack;
  beforeAll(async () => {
    stack = await arcRetail();
  });
  afterAll(() => stack?.stop());

  it('is previewed without a change in Azure', async () => {
    expect(await stack.preview()).toMatchObject({ succeeded: true, changes: { create: count(STORES) }, errors: [] });
    expect(writes(stack)).toEqual([]);
  });

  it('is created, each resource once', async () => {
    expect(await stack.up()).toMatchObject({ succeeded: true, changes: { create: count(STORES) }, errors: [] });
    const all = writes(stack);
    expect(all.map(({ method }) => method)).toEqual(Array(STORES * IN_AZURE).fill('create'));
    expect(all.map(({ id }) => id).sort()).toEqual([...inCloud(stack)].sort());
    for (const { properties } of stack.cloud.resources()) expect(properties.provisioningState).toBe('Succeeded');
  });

  it('has the URNs that it always had, and all that can be protected is', async () => {
    const resources = ((await stack.export()).resources ?? []).filter(({ type }) => !/^pulumi:providers:/.test(type));
    const urns = (wanted: boolean) =>
      resources.filter(({ protect = false }) => protect === wanted).map(({ urn }) => urn);
    const found = { protected: urns(true).sort(), unprotected: urns(false).sort() };
    if (process.env.UPDATE_GOLDEN) writeFileSync(URNS, `${JSON.stringify(found, undefined, 2)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(URNS, 'utf8')));
    // What is left are components, which are nowhere but in the state.
    const components = resources.filter(({ type }) => /^(sff-constructs:index|pulumi:pulumi):/.test(type));
    expect(found.unprotected).toEqual(components.map(({ urn }) => urn).sort());
  });

  it('gives Azure what is secret, and keeps it out of the state', async () => {
    const { ownershipVoucher } = stack.cloud.resource('edgeMachines/store-0007-node-1').properties
      .ownershipVoucherDetails as Record<string, string>;
    expect(Buffer.from(String(ownershipVoucher), 'base64').toString()).toBe(SECRETS[voucherOf('store-0007')]);
    const flux = stack.cloud.resource(
      'store-0007/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/stores',
    );
    expect(flux.properties.configurationProtectedSettings).toEqual({
      httpsKey: Buffer.from(String(SECRETS['flux-git-token'])).toString('base64'),
    });
    expectNoSecretsIn(await stack.export());
  });

  it('has a key pair for each store: the public half in Azure, the private one in what the device gets', async () => {
    const { sites } = (await stack.outputs()) as { sites: Record<string, Record<string, string>> };
    expect(Object.keys(sites)).toHaveLength(STORES);
    const keys = Object.entries(sites).map(([path, { clusterId = '', issuerUrl, onboarding = '' }]) => {
      const cluster = stack.cloud.resource(clusterId);
      expect(cluster.name).toBe(path.replace('stores/', ''));
      const { oidcIssuerProfile, agentPublicKeyCertificate } = cluster.properties;
      expect(oidcIssuerProfile).toMatchObject({ issuerUrl });
      const [pem = ''] =
        /-----BEGIN RSA PRIVATE KEY-----[^-]*-----END RSA PRIVATE KEY-----/.exec(onboarding.replaceAll(/^ +/gm, '')) ??
        [];
      const der = createPublicKey(createPrivateKey(pem)).export({ type: 'pkcs1', format: 'der' });
      expect(agentPublicKeyCertificate).toBe(der.toString('base64'));
      return agentPublicKeyCertificate;
    });
    expect(new Set(keys).size).toBe(STORES);
  });

  it('stays as it is when nothing has changed', async () => {
    const before = writes(stack).length;
    expect((await stack.up('--expect-no-changes')).changes).toEqual({ same: count(STORES) });
    expect(writes(stack)).toHaveLength(before);
  });

  it('shows what was changed and removed behind its back, and repairs it', async () => {
    const changed = 'connectedClusters/store-0003';
    const connected = 'connectedClusters/store-0004';
    const removed = 'connectedClusters/store-0005'; // with what hangs below it
    const { agentPublicKeyCertificate } = stack.cloud.resource(removed).properties;
    stack.cloud.edit(changed, (cluster) => {
      cluster.tags = { team: 'someone else' };
    });
    stack.cloud.edit(connected, ({ properties }) => {
      properties.connectivityStatus = 'Connected';
    });
    stack.cloud.remove(removed);
    stack.cloud.remove('sites/store-0009');
    // Pulumi takes what the agents have reported for a change, too: the cluster is a generic resource.
    expect((await stack.drift()).changes).toEqual({ same: count(STORES) - 6, update: 2, delete: 4 });
    expect((await stack.refresh()).succeeded).toBe(true);
    expect(await stack.preview()).toMatchObject({ succeeded: true, errors: [] });
    expect((await stack.up()).changes).toEqual({ same: count(STORES) - 6, update: 2, create: 4 });
    expect(stack.cloud.resource(changed).tags).toEqual({ team: 'retail' });
    expect(stack.cloud.resource(connected).properties.connectivityStatus).toBe('Connected');
    expect(stack.cloud.resource(removed).properties).toMatchObject({ agentPublicKeyCertificate }); // the device has it
    expect((await stack.drift()).changes).toEqual({ same: count(STORES) });
    expect(inCloud(stack)).toHaveLength(STORES * IN_AZURE);
  });

  it('has a cluster made anew with all that hangs below it, once that is unprotected, and not before', async () => {
    const urns = ((await stack.export()).resources ?? []).map(({ urn }) => urn);
    const cluster = urns.find((urn) => nameOf(urn) === 'stores/store-0001/arc/cluster') ?? '';
    const children = urns.filter((urn) => /^stores\/store-0001\/arc\/.*\/(configuration|extension)$/.test(nameOf(urn)));
    const [replace, before] = [['--replace', cluster], stack.cloud.resources()];
    const unprotect = (...which: string[]) => stack.text('state', 'unprotect', ...which, '--yes', '--stack', 'test');

    await unprotect(cluster);
    const { succeeded, errors } = await stack.up(...replace);
    expect({ succeeded, errors: errors.join('\n') }).toEqual({
      succeeded: false,
      errors: expect.stringMatching(/unable to replace .*store-0001\/arc\/.*protect/s),
    });
    expect(stack.cloud.resources()).toEqual(before);

    await unprotect(cluster, ...children);
    const written = writes(stack).length;
    expect(await stack.up(...replace)).toMatchObject({ succeeded: true, changes: { replace: 3 }, errors: [] });
    const asked = writes(stack).slice(written);
    const hanging = ['extensions/azure-arc-containerstorage', 'fluxConfigurations/stores'];
    const ends = ['store-0001', ...hanging.map((what) => below('store-0001', what))];
    const order = asked.map(
      ({ method, id }) => `${method} ${ends.find((end) => id.endsWith(`connectedClusters/${end}`))}`,
    );
    expect([...order].sort()).toEqual(['create', 'delete'].flatMap((method) => ends.map((end) => `${method} ${end}`)));
    expect(order.slice(2, 4)).toEqual(['delete store-0001', 'create store-0001']);
    expect((await stack.drift()).changes).toEqual({ same: count(STORES) });
  });

  it('can be neither replaced nor destroyed', async () => {
    const before = stack.cloud.resources();
    const known = await stack.export();
    const written = writes(stack).length;
    for (const which of ['moved', 'revouched']) {
      edit(stack, { edit: which });
      const { succeeded, errors } = await (which === 'moved' ? stack.preview() : stack.up());
      expect({ succeeded, errors: errors.join('\n') }).toEqual({
        succeeded: false,
        errors: expect.stringMatching(/store-0002\/node-1\/machine\/machine.*unable to replace .*protect/s),
      });
    }
    const { succeeded, errors } = await stack.destroy();
    expect({ succeeded, errors: errors.join('\n') }).toEqual({
      succeeded: false,
      errors: expect.stringMatching(/cannot be deleted.*protect/s),
    });
    expect(stack.cloud.resources()).toEqual(before);
    expect(writes(stack)).toHaveLength(written);
    const urns = ({ resources = [] }: Deployment) => resources.map(({ urn }) => urn).sort();
    expect(urns(await stack.export())).toEqual(urns(known));
  });

  it('is refused by the lock before anything is asked of Azure', async () => {
    const before = stack.cloud.requests().length;
    edit(stack, { edit: 'moved', locked: 'true' });
    const { succeeded, errors, steps } = await stack.up();
    const said = errors.join('\n');
    expect({ succeeded, steps: steps.map(({ urn }) => nameOf(urn)) }).toEqual({ succeeded: false, steps: [] });
    expect(said).toMatch(/stores\/store-0002: in Azure, node-1\/machine.* taken at creation only.*10\.1\.2\.99/);
    expect(said).not.toMatch(/^\s+at /m); // no stack of calls
    expect(stack.cloud.requests()).toHaveLength(before);
  });

  it('keeps everything when all stores are renamed', async () => {
    edit(stack, { edit: 'renamed' });
    const { changes, errors } = await stack.up('--expect-no-changes');
    expect({ changes, errors }).toEqual({ changes: { same: count(STORES) }, errors: [] });
    const { loaded } = (await stack.outputs()) as { loaded: string[] };
    expect(loaded).toHaveLength(2); // one copy of each
    expect(loaded).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/\/node_modules\/@pulumi\/pulumi\/index\.js$/),
        expect.stringMatching(/\/lib\/pulumi\/deploy\.ts$/),
      ]),
    );
  });

  it('leaves nothing but the resource group when it is destroyed without protection', async () => {
    const before = writes(stack).length;
    await stack.text('state', 'unprotect', '--all', '--yes', '--stack', 'test');
    expect(await stack.destroy()).toMatchObject({ succeeded: true, changes: { delete: count(STORES) }, errors: [] });
    // What hangs below a cluster goes with it: it is not asked to go first, which would need the site's agents.
    const asked = writes(stack).slice(before);
    expect(asked.filter(({ method, id }) => method !== 'delete' || id.includes('KubernetesConfiguration'))).toEqual([]);
    expect(asked).toHaveLength(STORES * 3);
    expect(stack.cloud.resources().map(({ id }) => id)).toEqual([GROUP]);
  });
});

/** By what Azure calls them: the class, the component below the site that it stands in, and its name below that. */
const KINDS: Readonly<Record<string, readonly [string, string, string]>> = {
  edgeMachines: ['azurestackhci:EdgeMachine', '/node-1', 'machine/machine'],
  sites: ['edge:Site', '', 'place/site'],
  extensions: ['kubernetesconfiguration:Extension', '', 'arc/*/extension'],
  fluxConfigurations: ['kubernetesconfiguration:FluxConfiguration', '', 'arc/*/configuration'],
};

describe('a ring of it, of two stores', () => {
  const ALL = count(2);
  const CLUSTER = 'connectedClusters/store-0001';
  const MACHINE = 'edgeMachines/store-0001-node-1';
  const SITE = 'sites/store-0002';
  const FLUX = below('store-0002', 'fluxConfigurations/stores');
  const EXTENSION = below('store-0002', 'extensions/azure-arc-containerstorage');

  let stack: PulumiStack;
  beforeEach(async () => {
    stack = await arcRetail({ ring: 'pilot' });
  });
  afterEach(() => stack?.stop());

  const creationsOf = (end: string) =>
    stack.cloud.requests().filter(({ method, id }) => method === 'create' && id.endsWith(end)).length;

  const failedFor = (errors: readonly string[], name: string) =>
    errors.filter((error) => error.startsWith(`stores/${name}: `)).join('\n');

  /** Nothing is missing, nothing is twice or unprotected, and nothing is there that Pulumi does not know. */
  async function isWhole(): Promise<void> {
    expect((await stack.up('--expect-no-changes')).changes).toEqual({ same: ALL });
    const state = await stack.export();
    const { resources, pending_operations: pending = [] } = state;
    expect(pending).toEqual([]);
    expectNoSecretsIn(state);
    const managed = inAzure(resources);
    expect(managed.map(({ id }) => id).sort()).toEqual([...inCloud(stack)].sort());
    expect(managed).toHaveLength(2 * IN_AZURE);
    expect(managed.filter(({ protect, initErrors }) => protect !== true || initErrors !== undefined)).toEqual([]);
    expect(stack.cloud.faultsLeft).toBe(0);
  }

  it('does not notice what passes, and is completed by the next run where it lasts or is refused', async () => {
    stack.cloud.fail({ fault: 'throttle', on: 'create', of: EXTENSION }, 2);
    stack.cloud.fail({ fault: 'fail', on: 'create', of: SITE }, 3);
    stack.cloud.fail({ fault: 'throttle', on: 'create', of: CLUSTER }, 4);
    stack.cloud.fail({ fault: 'refuse', on: 'create', of: MACHINE });
    const { succeeded, errors } = await stack.up('--continue-on-error');
    expect(succeeded).toBe(false);
    expect(failedFor(errors, 'store-0001/arc/cluster')).toMatch(/TooManyRequests/);
    expect(failedFor(errors, 'store-0001/node-1/machine/machine')).toMatch(/BadRequest/);
    expect([EXTENSION, SITE, CLUSTER, MACHINE].map(creationsOf)).toEqual([3, 4, 4, 1]);
    // The cluster with the two that hang below it, and the machine.
    expect((await stack.up()).changes).toEqual({ same: ALL - 4, create: 4 });
    await isWhole();
  });

  it('keeps what was begun and ends badly or not in time, and brings it to its end', async () => {
    const begun = {
      'store-0001/arc/cluster': CLUSTER,
      'store-0001/node-1/machine/machine': MACHINE,
      'store-0002/arc/stores/configuration': FLUX,
    };
    stack.cloud.fail({ fault: 'reject', on: 'create', of: CLUSTER });
    stack.cloud.fail({ fault: 'unfinished', on: 'create', of: MACHINE });
    stack.cloud.fail({ fault: 'unfinished', on: 'create', of: FLUX });
    expect((await stack.up('--continue-on-error')).succeeded).toBe(false);
    const kept = (await stack.export()).resources?.filter(({ initErrors }) => initErrors !== undefined) ?? [];
    const names = Object.keys(begun).map((name) => `stores/${name}`);
    expect(kept.map(({ urn }) => nameOf(urn)).sort()).toEqual(names);
    const { succeeded, steps } = await stack.up();
    const updated = steps.filter(({ operation }) => operation === 'update').map(({ urn }) => nameOf(urn));
    expect({ succeeded, updated: updated.sort() }).toEqual({ succeeded: true, updated: names });
    expect(Object.values(begun).map(creationsOf)).toEqual([1, 1, 1]);
    await isWhole();
  });

  it('does not make again what was made without an answer: a class is imported, a generic resource has to go', async () => {
    const imported = [MACHINE, SITE, FLUX, EXTENSION];
    for (const of of [CLUSTER, ...imported]) stack.cloud.fail({ fault: 'unanswered', on: 'create', of });
    expect((await stack.up('--continue-on-error')).succeeded).toBe(false);
    const { errors } = await stack.up('--continue-on-error');
    for (const name of ['store-0001/arc/cluster', 'store-0001/node-1/machine/machine', 'store-0002/place/site']) {
      expect(failedFor(errors, name)).toMatch(/cannot create already existing resource/);
    }
    await imports(imported);
    const cluster = stack.cloud.resource(CLUSTER);
    const refused = await stack.import('azure-native:resources:Resource', 'stores/store-0001/arc/cluster', cluster.id);
    expect(refused.errors.join('\n')).toMatch(/NoRegisteredProviderFound/); // pulumi-azure-native#4109
    stack.cloud.remove(CLUSTER);
    const { succeeded, steps, errors: left } = await stack.up();
    expect({ left, succeeded, replaced: steps.filter(({ operation }) => /replace|delete/.test(operation)) }).toEqual({
      left: [],
      succeeded: true,
      replaced: [],
    });
    expect(imported.map(creationsOf)).toEqual(imported.map(() => 1));
    await isWhole();
  });

  it('is whole again after Pulumi was killed in the middle, by the documented way', async () => {
    const done = [CLUSTER, MACHINE, EXTENSION, FLUX];
    for (const of of done) stack.cloud.fail({ fault: 'hang-after', on: 'create', of });
    stack.cloud.fail({ fault: 'hang-before', on: 'create', of: SITE });
    const running = stack.start('up', '--yes', '--skip-preview');
    const there = (end: string) => inCloud(stack).some((id) => id.endsWith(end));
    await eventually(async () => stack.cloud.faultsLeft === 0 && done.every(there), Boolean, 300_000);
    running.kill();
    expect((await running.outcome).succeeded).toBe(false);

    expect((await stack.up()).errors.join('\n')).toMatch(/locked/);
    await stack.cancel();
    const { pending_operations: pending = [] } = await stack.export();
    expect(pending.map(({ type }) => type)).toEqual(pending.map(() => 'creating'));
    expect(pending.length).toBeGreaterThanOrEqual(5);
    expect(await stack.refresh('--clear-pending-creates')).toMatchObject({ succeeded: true });
    await imports(done.filter((end) => end !== CLUSTER));
    stack.cloud.remove(CLUSTER);
    const { succeeded, errors } = await stack.up();
    expect({ succeeded, errors }).toEqual({ succeeded: true, errors: [] });
    expect([MACHINE, EXTENSION, FLUX, SITE].map(creationsOf)).toEqual([1, 1, 1, 2]);
    await isWhole();
  });

  /** Brings what is there without being in the state under Pulumi's care, all at once. */
  async function imports(ends: readonly string[]): Promise<void> {
    const { resources = [] } = await stack.export();
    const outcome = await stack.importAll(
      ends.map((end) => {
        const { id, name } = stack.cloud.resource(end);
        const site = `stores/${/store-\d+/.exec(end)?.[0]}`;
        const [, kind = ''] = /(\w+)\/[^/]+$/.exec(end) ?? [];
        const [type, place, rest] = KINDS[kind] ?? [];
        const around = `${site}${place}`;
        const parent = resources.find(({ urn }) => nameOf(urn) === around)?.urn;
        return { type: `azure-native:${type}`, name: `${around}/${rest?.replace('*', name)}`, id, parent };
      }),
    );
    expect({ succeeded: outcome.succeeded, errors: outcome.errors }).toEqual({ succeeded: true, errors: [] });
  }
});
