import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deviceBox } from '../../engines/harness/device-box';
import { kubeApiServer } from '../../engines/harness/kube-api-server';
import { node } from '../../engines/harness/node';
import { isReady } from '../../engines/harness/pod';

/** A test process: starts an engine, says where it is, and waits to be killed. */
const engines = {
  deviceBox: async () => (await deviceBox(join(__dirname, 'faults'))).directory, // any directory is a root's
  kubeApiServer: async () => (await kubeApiServer()).directory,
  node: async () => {
    const cluster = await node();
    await cluster.importImages([{ names: ['localhost/sff/survivor:1'], ports: [8080] }]);
    const spec = { containers: [{ name: 'survivor', image: 'localhost/sff/survivor:1', imagePullPolicy: 'Never' }] };
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } };
    await cluster.install([account]);
    await cluster.install([
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'survivor', namespace: 'default' }, spec },
    ]);
    while (!(await cluster.pods('default')).some(isReady)) await sleep(100);
    return cluster.directory;
  },
};

engines[process.argv[2] as keyof typeof engines]().then((directory) => {
  process.stdout.write(`${directory}\n`);
  setInterval(() => undefined, 1000);
});
