import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pulumiStack } from '../../engines/harness/pulumi';

/** A program whose `pulumi up` hangs in the middle, and that never stops it: its test kills it. */
async function main(): Promise<void> {
  const stack = await pulumiStack(join(__dirname, 'pulumi/fleet.ts'), { config: { stores: '1' } });
  stack.cloud.fail({ fault: 'hang-after', on: 'create', of: 'connectedClusters/store-1' });
  stack.start('up', '--yes', '--skip-preview');
  while (stack.cloud.faultsLeft > 0) await sleep(100);
  console.log(stack.directory);
  setInterval(() => undefined, 1000);
}

void main();
