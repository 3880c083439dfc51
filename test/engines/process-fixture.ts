import { kubeApiServer } from '../../engines/harness/kube-api-server';

/** A test process: starts a server, says where it is, and waits to be killed. */
kubeApiServer().then(async (server) => {
  process.stdout.write(`${JSON.stringify({ directory: server.directory, pids: server.pids })}\n`);
  setInterval(() => undefined, 1000);
});
