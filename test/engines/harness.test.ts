import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KubeApiServer, kubeApiServer } from '../../engines/harness/kube-api-server';
import { traces } from './traces';

describe('a test process', () => {
  it.each([
    ['deviceBox', ['unshare']],
    ['kubeApiServer', ['kine', 'kube-apiserver']],
    ['node', ['kubelet', 'containerd', 'containerd-shim', 'kube-apiserver', 'coredns']],
  ])('that is killed leaves nothing of its %s behind', async (engine, programs) => {
    const { child, directory } = await startFixture(engine);
    const before = traces(directory);
    for (const program of programs) expect(before).toContainEqual(expect.stringMatching(` ${program}`));
    expect(before).toContain(directory);
    child.kill('SIGKILL');
    for (let tries = 0; tries < 400 && traces(directory).length > 0; tries++) await sleep(50);
    expect(traces(directory)).toEqual([]);
  });

  it('that stops its server leaves nothing of it behind', async () => {
    const server = await kubeApiServer({ with: 'nothing' });
    expect(traces(server.directory).length).toBeGreaterThan(2);
    await server.stop();
    expect(traces(server.directory)).toEqual([]);
  });
});

describe('strict application', () => {
  let server: KubeApiServer;

  beforeAll(async () => {
    server = await kubeApiServer();
  });
  afterAll(() => server?.stop());

  const config = (data: string) =>
    `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\n${data}`;

  it.each([
    ['a duplicate key', config('data:\n  x: "1"\n  x: "2"\n'), /"x" already set/],
    ['an unknown field', config('dta: {}\n'), /dta: field not declared in schema/],
    ['a value of the wrong type', config('data: {x: 1}\n'), /data\.x/],
    ['an unknown kind', 'apiVersion: v2\nkind: Wrong\nmetadata: {name: a}\n', /no kind Wrong/],
    ['a namespace that is not there', config('').replace('default', 'nowhere'), /nowhere/],
    [
      'an unknown field of a HelmChart',
      'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: a, namespace: kube-system}\nspec: {chrt: a}\n',
      /chrt/,
    ],
  ])('refuses %s', async (_, yaml, message) => {
    const [result] = await server.apply(yaml);
    expect(result?.refused).toMatch(message);
  });

  it('sends what Pod Security warns of', async () => {
    const [, pod] = await server.apply(`
apiVersion: v1
kind: Namespace
metadata: {name: strict, labels: {pod-security.kubernetes.io/warn: restricted}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: a, namespace: strict}
spec:
  selector: {matchLabels: {a: b}}
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}
`);
    expect(pod?.warnings.join()).toMatch(/would violate PodSecurity "restricted/);
  });

  it('shows a difference where there is one, and none where there is none', async () => {
    await server.apply(config('data: {x: "1"}\n'));
    expect(await server.diff(config('data: {x: "1"}\n'))).toBe('');
    expect(await server.diff(config('data: {x: "2"}\n'))).toMatch(/\+ +x: "2"/);
  });

  it('forgets what was applied when it is cleared', async () => {
    await server.apply(config('data: {x: "1"}\n'));
    await server.clear();
    expect((await server.list('v1', 'ConfigMap', 'default')).map(({ metadata }) => metadata.name)).not.toContain('a');
  });
});

async function startFixture(engine: string): Promise<{ child: ChildProcess; directory: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'process-fixture.ts'), engine], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const directory of createInterface({ input: child.stdout })) return { child, directory };
  throw new Error(`The fixture started no ${engine}.`);
}
