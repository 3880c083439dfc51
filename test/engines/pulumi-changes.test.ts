import { join } from 'node:path';
import { type PulumiStack, pulumiStack } from '../../engines/harness/pulumi';
import { nameOf } from '../../engines/harness/pulumi-outcome';
import { configuration, GROUP, inCloud, PROJECT, writes } from './arc-retail-stack';

jest.setTimeout(600_000);

const CLUSTER = `${GROUP}/providers/Microsoft.Kubernetes/connectedClusters/store-1`;
const BELOW = `${CLUSTER}/providers/Microsoft.KubernetesConfiguration`;
const FLUX = `${BELOW}/fluxConfigurations/stores`;
const EXTENSION = `${BELOW}/extensions/acsa`;

describe('a store without protection', () => {
  let stack: PulumiStack;
  beforeAll(async () => {
    stack = await pulumiStack(PROJECT, { secrets: { voucher: 'The voucher.' } });
    stack.cloud.put(GROUP, { location: 'eastus' });
    stack.runs(join(__dirname, 'pulumi/changes.ts'));
    await applied();
  });
  afterAll(() => stack?.stop());

  /** What one run asks Azure to change. */
  async function applied(edit?: string): Promise<readonly string[]> {
    stack.configure(configuration(edit === undefined ? {} : { edit }));
    const before = writes(stack).length;
    const { succeeded, errors } = await stack.up();
    expect({ succeeded, errors }).toEqual({ succeeded: true, errors: [] });
    return writes(stack)
      .slice(before)
      .map(({ method, id }) => `${method} ${id}`);
  }

  it('has what stands in a resource below it, and not as its extension', async () => {
    const job = expect.stringMatching(/\/Microsoft\.AzureStackHCI\/edgeMachines\/store-1-node-1\/jobs\/logs-1$/);
    expect(await applied('job')).toEqual([expect.stringMatching(/^create /)]);
    expect(inCloud(stack)).toContainEqual(job);
    expect(await applied()).toEqual([expect.stringMatching(/^delete /)]);
    expect(inCloud(stack)).not.toContainEqual(job);
  });

  it.each(['class', undefined])('has each resource replaced whose class changes, in one run (%s)', async (edit) => {
    const keyOfCluster = () => stack.cloud.resource(CLUSTER).properties.agentPublicKeyCertificate;
    const key = keyOfCluster();
    const asked = await applied(edit);
    const replaced = [CLUSTER, FLUX, EXTENSION].flatMap((id) => [`create ${id}`, `delete ${id}`]);
    expect([...asked].sort()).toEqual(replaced.sort());
    expect(asked.indexOf(`delete ${CLUSTER}`)).toBeLessThan(asked.indexOf(`create ${CLUSTER}`));
    const sourceKind = edit === undefined ? 'GitRepository' : 'OCIRepository';
    expect(stack.cloud.resource(FLUX)).toMatchObject({ properties: { sourceKind } });
    expect(keyOfCluster()).toBe(key); // the device has it
    expect((await stack.up('--expect-no-changes')).succeeded).toBe(true);
  });

  it('says what the answer of Azure does not have that is referred to', async () => {
    stack.configure(configuration({ edit: 'late' }));
    const { succeeded, errors } = await stack.up();
    const said = errors.join('\n');
    expect(succeeded).toBe(false);
    expect(said).toMatch(/store-1\/typo: refers to properties\.display\.name of .*\[azure-reference-missing\]/);
    expect(said).not.toMatch(/^\s+at /m); // no stack of calls
  });

  it('loses its cluster with the key', async () => {
    await applied('gone');
    const names = (await stack.export()).resources?.map(({ urn }) => nameOf(urn)) ?? [];
    expect(names.filter((name) => name.includes('/arc/'))).toEqual([]);
    expect(inCloud(stack).filter((id) => id.startsWith(CLUSTER))).toEqual([]);
  });
});
