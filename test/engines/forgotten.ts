import { dockerEngine } from '../../engines/harness/docker';
import { standinArchive } from '../../engines/standin/image';

/** A program that starts an engine with a container and never stops it: its test kills it. */
async function main(): Promise<void> {
  const engine = await dockerEngine();
  await engine.load(standinArchive([{ names: ['standin.invalid/survivor:1'], ports: [8080] }]));
  const limits = ['--memory', '64m', '--cpus', '0.5', '--restart', 'always', '--volume', 'kept:/tmp'];
  await engine.docker(['run', '--detach', ...limits, '--publish', '80:8080', 'standin.invalid/survivor:1']);
  const namespace = (await engine.onDevice(['readlink', '/proc/self/ns/pid'])).trim();
  console.log(JSON.stringify({ namespace, directory: engine.directory }));
  setInterval(() => undefined, 1000);
}

void main();
