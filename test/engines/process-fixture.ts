import { setTimeout as sleep } from 'node:timers/promises';
import { kubeApiServer } from '../../engines/harness/kube-api-server';
import { node } from '../../engines/harness/node';
import { isReady } from '../../engines/harness/pod';

/** A test process: starts an engine, says where it is, and waits to be killed. */
const engines = {
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
