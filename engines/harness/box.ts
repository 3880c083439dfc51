import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lanArguments } from './device';
import type { Place } from './place';
import { openSocket } from './place';
import type { Run } from './run';

/** The node's only address; a namespace is its own world, so that every node may have it. */
export const NODE_ADDRESS = '10.250.0.10';

/** Namespaces for one node: network, mounts and processes, which all end with the run. */
export async function openBox(run: Run): Promise<Place> {
  if (process.getuid?.() !== 0)
    throw new Error('A node needs root: it makes namespaces and cgroups. Run it with sudo.');
  const box = run.start('box', 'unshare', [
    ...['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
    ...[join(__dirname, '../kubernetes/node/box.sh'), run.directory, run.cgroup, NODE_ADDRESS],
    ...lanArguments(),
  ]);
  await box.until('namespaces', () => existsSync(run.path('box')));
  const first = readFileSync(`/proc/${box.pid}/task/${box.pid}/children`, 'utf8').trim();
  const command = (program: string, args: readonly string[]) =>
    ['nsenter', ['--target', first, '--net', '--mount', '--pid', '--', program, ...args]] as const;
  const place: Place = {
    address: NODE_ADDRESS,
    port: 6443,
    command,
    start: (name, program, args) => run.start(name, ...command(program, args)),
  };
  return { ...place, socket: await openSocket(run, place, `${place.address}:${place.port}`) };
}
