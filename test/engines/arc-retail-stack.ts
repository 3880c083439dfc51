import { join } from 'node:path';
import { type PulumiStack, pulumiStack, type StateResource } from '../../engines/harness/pulumi';
import { readStores } from '../../examples/arc-retail/inventory';

/** The project of `examples/arc-retail`, as `pulumi up` in this repository runs it. */
export const PROJECT = join(__dirname, '../../Pulumi.yaml');
/** Its stores after an edit of their inventory. */
export const VARIATION = join(__dirname, 'pulumi/arc-variation.ts');

const SUBSCRIPTION = '11111111-2222-4333-8444-555555555555';
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-stores`;

/** What the configuration has to have: values that can be found again. */
export const SECRETS: Readonly<Record<string, string>> = Object.fromEntries(
  [...readStores().map(({ id }) => voucherOf(id)), 'flux-git-token'].map((name) => [name, `The secret ${name}.`]),
);

/** The secret with the voucher of a store's machine. */
export function voucherOf(store: string): string {
  return `voucher-${readStores().find(({ id }) => id === store)?.device.serial}`;
}

/** A stack of the example, in a cloud where only its resource group is. */
export async function arcRetail(config: Readonly<Record<string, string>> = {}): Promise<PulumiStack> {
  const stack = await pulumiStack(PROJECT, { config: configuration(config), secrets: SECRETS });
  stack.cloud.put(GROUP, { location: 'eastus' });
  return stack;
}

export function configuration(config: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { 'azure-native:subscriptionId': SUBSCRIPTION, ...config };
}

/** Has the stack run an edited program, or the same with another edit. */
export function edit(stack: PulumiStack, config: Readonly<Record<string, string>>): void {
  stack.configure(configuration(config));
  stack.runs(VARIATION);
}

/** Ids of all that is in the cloud, without the resource group. */
export function inCloud(stack: PulumiStack): readonly string[] {
  return stack.cloud.resources().flatMap(({ id }) => (id === GROUP ? [] : [id]));
}

/** What the state has in Azure. */
export function inAzure(resources: readonly StateResource[] = []): readonly StateResource[] {
  return resources.filter(({ type }) => type.startsWith('azure-native:'));
}

/** Requests that are to change something. */
export function writes(stack: PulumiStack) {
  return stack.cloud.requests().filter(({ method }) => method !== 'read');
}
