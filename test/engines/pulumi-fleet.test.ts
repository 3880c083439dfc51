import { join } from 'node:path';
import { type PulumiStack, pulumiStack } from '../../engines/harness/pulumi';
import { nameOf } from '../../engines/harness/pulumi-outcome';

jest.setTimeout(600_000);

const PROGRAM = join(__dirname, 'pulumi/fleet.ts');

/** The stack itself, a resource group, and five for each store. */
const count = (stores: number) => 2 + 5 * stores;

describe('a fleet of connected clusters', () => {
  let stack: PulumiStack;
  beforeAll(async () => {
    stack = await pulumiStack(PROGRAM, { config: { stores: '2' } });
  });
  afterAll(() => stack?.stop());

  const names = async () => (await stack.export()).resources?.map(({ urn }) => nameOf(urn)) ?? [];

  it('is previewed without a change in Azure', async () => {
    expect(await stack.preview()).toMatchObject({ succeeded: true, changes: { create: count(2) }, errors: [] });
    expect(stack.cloud.requests().filter(({ method }) => method !== 'read')).toEqual([]);
  });

  it('is created, each resource once', async () => {
    expect(await stack.up()).toMatchObject({ succeeded: true, changes: { create: count(2) }, errors: [] });
    const created = stack.cloud.requests().filter(({ method }) => method === 'create');
    expect(created.map(({ id }) => id).sort()).toEqual(
      stack.cloud
        .resources()
        .map(({ id }) => id)
        .sort(),
    );
    expect(created).toHaveLength(count(2) - 1);
    for (const { properties } of stack.cloud.resources()) expect(properties.provisioningState).toBe('Succeeded');
  });

  it('has its issuer at the API version that was asked for, and loses it in the class of an older one', async () => {
    const { issuerUrls } = await stack.outputs();
    expect(issuerUrls).toEqual({ 'store-2': expect.stringMatching(/^https:\/\/eastus\.oic\.prod-arc\.azure\.com\//) });
    expect(stack.cloud.resource('connectedClusters/store-2')).toMatchObject({
      apiVersion: '2026-05-01',
      properties: { oidcIssuerProfile: { enabled: true } },
    });
    const typed = stack.cloud.resource('connectedClusters/store-1');
    expect(typed.apiVersion).toBe('2024-02-01-preview');
    expect(typed.properties).not.toHaveProperty('oidcIssuerProfile');
  });

  it('keeps secrets out of the state', async () => {
    const voucher = stack.cloud.resource('edgeMachines/store-1-node-1').properties.ownershipVoucherDetails;
    expect(voucher).toMatchObject({ ownershipVoucher: 'voucher of store-1' });
    expect(JSON.stringify(await stack.export())).not.toContain('voucher of store-1');
  });

  it('stays as it is when nothing has changed', async () => {
    expect(await stack.up('--expect-no-changes')).toMatchObject({ succeeded: true, changes: { same: count(2) } });
  });

  it('is changed in place where Azure can', async () => {
    stack.configure({ stores: '2', ring: 'broad' });
    const { steps } = await stack.preview();
    // Pulumi plans them side by side.
    expect([...steps].sort((a, b) => (a.urn < b.urn ? -1 : 1))).toEqual([
      {
        operation: 'update',
        urn: expect.stringMatching(/store-1-site$/),
        differences: { 'properties.description': 'update' },
      },
      {
        operation: 'update',
        urn: expect.stringMatching(/store-2-site$/),
        differences: { 'properties.description': 'update' },
      },
    ]);
    expect((await stack.up()).changes).toEqual({ same: count(2) - 2, update: 2 });
    expect(stack.cloud.resource('sites/store-1').properties.description).toBe('broad');
  });

  it('shows what was changed and deleted behind its back, and repairs it', async () => {
    stack.cloud.edit('connectedClusters/store-2', (cluster) => {
      cluster.tags = { owner: 'someone else' };
    });
    stack.cloud.remove('sites/store-1');
    expect((await stack.drift()).changes).toEqual({ same: count(2) - 2, update: 1, delete: 1 });
    expect((await stack.refresh()).succeeded).toBe(true);
    expect(await names()).not.toContain('store-1-site');
    expect((await stack.up()).changes).toEqual({ same: count(2) - 2, update: 1, create: 1 });
    expect(stack.cloud.resource('connectedClusters/store-2').tags).toEqual({ owner: 'retail' });
    expect((await stack.drift()).changes).toEqual({ same: count(2) });
  });

  it('takes what Azure changes in a generic resource for the work of a user, and not so in a class', async () => {
    for (const name of ['store-1', 'store-2']) {
      stack.cloud.edit(`connectedClusters/${name}`, ({ properties }) => {
        properties.connectivityStatus = 'Connected';
      });
    }
    expect((await stack.refresh()).changes).toEqual({ same: count(2) - 1, update: 1 });
    const { steps } = await stack.up();
    expect(steps).toEqual([
      {
        operation: 'update',
        urn: expect.stringMatching(/Resource::store-2$/),
        differences: { 'properties.connectivityStatus': 'delete' },
      },
    ]);
    expect(stack.cloud.resource('connectedClusters/store-2').properties.connectivityStatus).toBe('Connected');
  });

  it('is replaced, the old one deleted first, where Azure takes a value only once', async () => {
    stack.configure({ stores: '2', ring: 'broad', hostName: 'other' });
    const { steps } = await stack.preview();
    const ofFirst = steps.filter(({ urn }) => nameOf(urn) === 'store-1-machine');
    expect(ofFirst.map(({ operation }) => operation)).toEqual(['delete-replaced', 'replace', 'create-replacement']);
    expect(ofFirst[1]?.differences).toEqual({
      'properties.siteDetails.deviceConfiguration.hostName': 'update-replace',
    });
  });

  describe('under protection', () => {
    const wanted = { stores: '2', ring: 'broad', protect: 'true' };
    beforeAll(async () => {
      stack.configure(wanted);
      expect((await stack.up()).changes).toEqual({ same: count(2) });
    });

    const isProtected = ({ id }: { id: string }) => /(connectedClusters|edgeMachines)\/[^/]+$/.test(id);

    it('is not replaced', async () => {
      stack.configure({ ...wanted, hostName: 'other' });
      const before = stack.cloud.resources();
      for (const act of [() => stack.preview(), () => stack.up()]) {
        const { succeeded, errors } = await act();
        expect(succeeded).toBe(false);
        expect(errors.join('\n')).toMatch(/store-\d-machine.*unable to replace .*protect/s);
      }
      expect(stack.cloud.resources()).toEqual(before);
      stack.configure(wanted);
    });

    it('is not destroyed, other than what is not protected itself', async () => {
      const before = stack.cloud.resources();
      const { succeeded, errors } = await stack.destroy();
      expect({ succeeded, errors: errors.join('\n') }).toEqual({
        succeeded: false,
        errors: expect.stringMatching(/cannot be deleted.*protect/s),
      });
      const after = stack.cloud.resources();
      expect(after.filter(isProtected)).toEqual(before.filter(isProtected));
      expect(after.length).toBeLessThan(before.length); // Pulumi begins at what hangs below
    });
  });

  it('leaves nothing in Azure when it is destroyed', async () => {
    stack.configure({ stores: '2', ring: 'broad' });
    expect((await stack.up()).succeeded).toBe(true);
    expect((await stack.destroy()).changes).toEqual({ delete: count(2) });
    expect(stack.cloud.resources()).toEqual([]);
  });
});
