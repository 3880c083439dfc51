import { join } from 'node:path';
import { eventually } from '../../engines/harness/command';
import { type PulumiStack, pulumiStack, type StateResource } from '../../engines/harness/pulumi';
import { nameOf } from '../../engines/harness/pulumi-outcome';

jest.setTimeout(600_000);

const PROGRAM = join(__dirname, 'pulumi/fleet.ts');
const CLUSTERS = 'connectedClusters';
const TYPED = `${CLUSTERS}/store-1`;
const GENERIC = `${CLUSTERS}/store-2`;
const MACHINE = 'edgeMachines/store-2-node-1';
/** The stack itself, a resource group, and five for each of two stores. */
const ALL = 12;

describe('a fleet', () => {
  let stack: PulumiStack;
  beforeEach(async () => {
    stack = await pulumiStack(PROGRAM, { config: { stores: '2' } });
  });
  afterEach(() => stack?.stop());

  const creationsOf = (end: string) =>
    stack.cloud.requests().filter(({ method, id }) => method === 'create' && id.endsWith(end));

  /** Nothing is missing, nothing is twice, and Pulumi sees it so too. */
  async function isWhole(): Promise<void> {
    expect((await stack.up('--expect-no-changes')).changes).toEqual({ same: ALL });
    const { resources = [], pending_operations: pending = [] } = await stack.export();
    expect(pending).toEqual([]);
    const managed = resources.filter(({ type }) => !type.startsWith('pulumi:')).map(({ id }) => id);
    expect(managed.sort()).toEqual(
      stack.cloud
        .resources()
        .map(({ id }) => id)
        .sort(),
    );
    expect(stack.cloud.faultsLeft).toBe(0);
  }

  it('does not notice what passes, and is completed by the next run where it lasts or is refused', async () => {
    stack.cloud.fail({ fault: 'throttle', on: 'create', of: GENERIC }, 2);
    stack.cloud.fail({ fault: 'fail', on: 'create', of: 'sites/store-2' }, 3);
    stack.cloud.fail({ fault: 'throttle', on: 'create', of: TYPED }, 4);
    stack.cloud.fail({ fault: 'refuse', on: 'create', of: MACHINE });
    const { succeeded, errors } = await stack.up('--continue-on-error');
    expect({ succeeded, errors: errors.join('\n') }).toEqual({
      succeeded: false,
      errors: expect.stringMatching(/^(?=.*store-1: .*TooManyRequests)(?=.*store-2-machine: .*BadRequest)/s),
    });
    const tries = [GENERIC, 'sites/store-2', TYPED, MACHINE].map((end) => creationsOf(end).length);
    expect(tries).toEqual([3, 4, 4, 1]);
    expect((await stack.up()).changes).toEqual({ same: ALL - 4, create: 4 }); // the cluster, what needs it, the machine
    await isWhole();
  });

  it('keeps what was begun and ends badly or not in time, and brings it to its end', async () => {
    stack.cloud.fail({ fault: 'reject', on: 'create', of: GENERIC });
    stack.cloud.fail({ fault: 'unfinished', on: 'create', of: MACHINE });
    const { succeeded } = await stack.up('--continue-on-error');
    expect(succeeded).toBe(false);
    const begun = (await stack.export()).resources?.filter(({ initErrors }) => initErrors !== undefined) ?? [];
    expect(begun.map(({ urn, initErrors }) => [nameOf(urn), initErrors])).toEqual(
      expect.arrayContaining([
        ['store-2', [expect.stringMatching(/ResourceOperationFailure/)]],
        ['store-2-machine', [expect.stringMatching(/context deadline exceeded/)]],
      ]),
    );
    const { steps } = await stack.up();
    const updated = steps.filter(({ operation }) => operation === 'update').map(({ urn }) => nameOf(urn));
    expect(updated.sort()).toEqual(['store-2', 'store-2-machine']);
    expect([GENERIC, MACHINE].map((end) => creationsOf(end).length)).toEqual([1, 1]);
    await isWhole();
  });

  it('does not make again what was made without an answer: a class is imported, a generic resource has to go', async () => {
    for (const end of [TYPED, GENERIC]) stack.cloud.fail({ fault: 'unanswered', on: 'create', of: end });
    const first = await stack.up('--continue-on-error');
    const second = await stack.up('--continue-on-error');
    for (const name of ['store-1', 'store-2']) {
      expect(first.errors.join('\n')).toMatch(new RegExp(`${name}: .*context deadline exceeded`));
      expect(second.errors.join('\n')).toMatch(new RegExp(`${name}: .*cannot create already existing resource`));
    }
    const { id } = stack.cloud.resource(GENERIC);
    const { errors } = await stack.import('azure-native:resources:Resource', 'store-2', id);
    expect(errors.join('\n')).toMatch(/NoRegisteredProviderFound.*2024-03-01/);
    stack.cloud.remove(GENERIC);
    await takeCluster();
    expect(creationsOf(TYPED)).toHaveLength(1);
    await isWhole();
  });

  it('imports what the provider has made before it died', async () => {
    stack.cloud.fail({ fault: 'crash', on: 'create', of: TYPED });
    // One after the other: what else is under way when the provider dies may be made, too.
    expect((await stack.up('--parallel', '1')).succeeded).toBe(false);
    expect(stack.cloud.resource(TYPED).properties.distribution).toBe('k3s');
    await takeCluster();
    expect(creationsOf(TYPED)).toHaveLength(1);
    await isWhole();
  });

  it('is whole again after Pulumi was killed in the middle, by the documented way', async () => {
    const done = [TYPED, MACHINE];
    for (const end of done) stack.cloud.fail({ fault: 'hang-after', on: 'create', of: end });
    stack.cloud.fail({ fault: 'hang-before', on: 'create', of: 'sites/store-1' });
    const running = stack.start('up', '--yes', '--skip-preview');
    const there = (end: string) => stack.cloud.resources().some(({ id }) => id.endsWith(end));
    await eventually(async () => stack.cloud.faultsLeft === 0 && done.every(there), Boolean, 300_000);
    running.kill();
    expect((await running.outcome).succeeded).toBe(false);

    expect((await stack.up()).errors.join('\n')).toMatch(/locked/);
    await stack.cancel();
    const { pending_operations: pending = [] } = await stack.export();
    expect(pending.map(({ resource }) => nameOf(resource.urn))).toEqual(
      expect.arrayContaining(['store-1', 'store-2-machine', 'store-1-site']),
    );
    expect(await stack.refresh('--clear-pending-creates')).toMatchObject({ succeeded: true });
    expect((await stack.export()).pending_operations ?? []).toEqual([]);
    for (const { type, resource } of pending) if (type === 'creating') await recover(resource);
    expect((await stack.up()).succeeded).toBe(true);
    for (const end of done) expect(creationsOf(end)).toHaveLength(1);
    await isWhole();
  });

  /** What Pulumi was creating when it was killed, and what may be there: imported, or removed when it is generic. */
  async function recover({ type, urn }: StateResource): Promise<void> {
    const [, store, part] = /(store-\d)-?(\w*)$/.exec(urn) ?? [];
    const below = `${CLUSTERS}/${store}/providers/Microsoft.KubernetesConfiguration`;
    const ends: Readonly<Record<string, string>> = {
      machine: `edgeMachines/${store}-node-1`,
      site: `sites/${store}`,
      flux: `${below}/extensions/flux`,
      till: `${below}/fluxConfigurations/till`,
    };
    const end = ends[part ?? ''] ?? `${CLUSTERS}/${store}`;
    const there = stack.cloud.resources().find(({ id }) => id.endsWith(end));
    if (there === undefined) return;
    if (type === 'azure-native:resources:Resource') stack.cloud.remove(end);
    else expect(await stack.import(type, nameOf(urn), there.id)).toMatchObject({ succeeded: true });
  }

  /** Imports the typed cluster, and runs the program to its end. */
  async function takeCluster(): Promise<void> {
    const { id } = stack.cloud.resource(TYPED);
    expect(await stack.import('azure-native:kubernetes:ConnectedCluster', 'store-1', id)).toMatchObject({
      succeeded: true,
    });
    const { succeeded, steps, errors } = await stack.up();
    expect({ succeeded, errors }).toEqual({ succeeded: true, errors: [] });
    // The class has the state as an input too: import writes it down, the program does not.
    expect(steps.filter(({ urn }) => nameOf(urn) === 'store-1')).toMatchObject([
      { operation: 'update', differences: { provisioningState: 'delete' } },
    ]);
  }
});
