import { join } from 'node:path';
import { eventually } from '../../engines/harness/command';
import { type PulumiStack, pulumiStack, type StateResource } from '../../engines/harness/pulumi';
import { nameOf } from '../../engines/harness/pulumi-outcome';

jest.setTimeout(600_000);

const PROGRAM = join(__dirname, 'pulumi/fleet.ts');
const CLUSTERS = 'connectedClusters';
const TYPED = `${CLUSTERS}/store-1`;
const GENERIC = `${CLUSTERS}/store-2`;
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
  const inState = async (name: string) =>
    (await stack.export()).resources?.filter(({ urn }) => nameOf(urn) === name) ?? [];

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

  it('does not notice a little throttling', async () => {
    stack.cloud.fail({ fault: 'throttle', on: 'create', of: TYPED }, 2);
    stack.cloud.fail({ fault: 'fail', on: 'create', of: GENERIC }, 3);
    expect(await stack.up()).toMatchObject({ succeeded: true, changes: { create: ALL } });
    expect([creationsOf(TYPED).length, creationsOf(GENERIC).length]).toEqual([3, 4]);
    await isWhole();
  });

  it('is completed by the next run when throttling does not end, or Azure refuses something', async () => {
    stack.cloud.fail({ fault: 'throttle', on: 'create', of: TYPED }, 4);
    stack.cloud.fail({ fault: 'refuse', on: 'create', of: 'edgeMachines/store-2-node-1' });
    const { succeeded, errors } = await stack.up('--continue-on-error');
    expect({ succeeded, errors: errors.join('\n') }).toEqual({
      succeeded: false,
      errors: expect.stringMatching(/^(?=.*store-1: .*TooManyRequests)(?=.*store-2-machine: .*BadRequest)/s),
    });
    expect((await stack.up()).changes).toEqual({ same: ALL - 4, create: 4 }); // the cluster with what needs it, a machine
    await isWhole();
  });

  it.each([
    ['ends badly', 'reject', /ResourceOperationFailure/],
    ['does not end in time', 'unfinished', /context deadline exceeded/],
  ] as const)('keeps what was begun and %s, and brings it to its end', async (_, fault, says) => {
    stack.cloud.fail({ fault, on: 'create', of: GENERIC });
    expect((await stack.up()).errors.join('\n')).toMatch(says);
    expect(await inState('store-2')).toEqual([expect.objectContaining({ initErrors: [expect.stringMatching(says)] })]);
    expect((await stack.up()).steps).toContainEqual(
      expect.objectContaining({ operation: 'update', urn: expect.stringMatching(/::store-2$/) }),
    );
    expect(creationsOf(GENERIC)).toHaveLength(1);
    await isWhole();
  });

  describe('whose cluster was made, without an answer that says so,', () => {
    it('does not make it again, and takes it by import', async () => {
      stack.cloud.fail({ fault: 'unanswered', on: 'create', of: TYPED });
      expect((await stack.up()).errors.join('\n')).toMatch(/store-1: .*context deadline exceeded/);
      expect(await inState('store-1')).toEqual([]);
      expect((await stack.up()).errors.join('\n')).toMatch(/store-1: .*cannot create already existing resource/);
      await takeCluster();
      expect(creationsOf(TYPED)).toHaveLength(1);
      await isWhole();
    });

    it('takes it by import after the provider has died', async () => {
      stack.cloud.fail({ fault: 'crash', on: 'create', of: TYPED });
      expect((await stack.up()).succeeded).toBe(false);
      expect(stack.cloud.resource(TYPED).properties.distribution).toBe('k3s');
      await stack.refresh('--clear-pending-creates');
      await takeCluster();
      expect(creationsOf(TYPED)).toHaveLength(1);
      await isWhole();
    });

    it('can not import one that is generic, which has to go first', async () => {
      stack.cloud.fail({ fault: 'unanswered', on: 'create', of: GENERIC });
      expect((await stack.up()).succeeded).toBe(false);
      const { id } = stack.cloud.resource(GENERIC);
      const { errors } = await stack.import('azure-native:resources:Resource', 'store-2', id);
      expect(errors.join('\n')).toMatch(/NoRegisteredProviderFound.*2024-03-01/);
      stack.cloud.remove(GENERIC);
      expect((await stack.up()).succeeded).toBe(true);
      await isWhole();
    });
  });

  it('is whole again after Pulumi was killed in the middle, by the documented way', async () => {
    const hanging = [TYPED, 'edgeMachines/store-2-node-1'];
    for (const of of hanging) stack.cloud.fail({ fault: 'hang-after', on: 'create', of });
    const running = stack.start('up', '--yes', '--skip-preview');
    const sent = () => hanging.filter((end) => stack.cloud.resources().some(({ id }) => id.endsWith(end)));
    await eventually(
      async () => sent().length,
      (count) => count === hanging.length,
      300_000,
    );
    running.kill();
    expect((await running.outcome).succeeded).toBe(false);

    expect((await stack.up()).errors.join('\n')).toMatch(/locked/);
    await stack.cancel();
    const { pending_operations: pending = [] } = await stack.export();
    expect(pending.map(({ resource }) => nameOf(resource.urn))).toEqual(
      expect.arrayContaining(['store-1', 'store-2-machine']),
    );
    expect(await stack.refresh('--clear-pending-creates')).toMatchObject({ succeeded: true });
    expect((await stack.export()).pending_operations ?? []).toEqual([]);
    for (const { type, resource } of pending) if (type === 'creating') await recover(resource);
    expect((await stack.up()).succeeded).toBe(true);
    for (const end of hanging) expect(creationsOf(end)).toHaveLength(1);
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
