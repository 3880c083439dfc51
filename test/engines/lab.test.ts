import { setTimeout as sleep } from 'node:timers/promises';
import { type KubeNode, node as startNode } from '../../engines/harness/node';
import type { Pod } from '../../engines/harness/pod';
import { renderSite } from './examples';
import { buildLab, ODD } from './lab';
import { LiveSite } from './live-site';
import { cpuLimit, memoryLimit, type Outcome } from './standin-answers';

const MiB = 1024 ** 2;

describe('a workload on a node', () => {
  let node: KubeNode;
  let live: LiveSite;

  beforeAll(async () => {
    node = await startNode();
    live = new LiveSite(node, renderSite('lab/bench', buildLab));
    await live.apply();
  }, 180_000);
  afterAll(() => node?.stop());

  it('is taken out of its Service while it fails, and restarted when it fails for too long', async () => {
    const pod = await live.readyPod('checked/server');
    expect(restarts(pod)).toBe(0);
    await live.ask<boolean>(pod, 'fail');
    await live.pod('checked/server', (each) => each.status.containerStatuses?.[0]?.ready === false);
    const restarted = await live.pod('checked/server', (each) => restarts(each) === 1);
    expect(restarted.metadata.uid).toBe(pod.metadata.uid);
    await live.readyPod('checked/server');
  });

  it('is killed when it takes more memory than its limit', async () => {
    const pod = await live.readyPod('checked/hungry');
    await expect(live.ask(pod, `allocate?bytes=${128 * MiB}`)).rejects.toThrow();
    await live.pod('checked/hungry', (each) => restarts(each) === 1);
  });

  it('gets its command, arguments and environment to the letter', async () => {
    const { args, env } = await live.self(await live.readyPod('checked/odd'));
    expect(args).toEqual(['/usr/bin/odd', '--first', '$(HOME)', '', 'a b', '-']);
    expect(env).toMatchObject({ ...ODD, PASSWORD: 'password' });
  });

  it('gets its files to the byte', async () => {
    const file = await live.ask(await live.readyPod('checked/odd'), 'read?path=/etc/odd/lines.txt');
    expect(file.content).toBe('a: 1\r\n\ttab\n---\nno end');
  });

  it('shares its volume with a sidecar that has a user and limits of its own', async () => {
    const pod = await live.readyPod('checked/odd');
    const [main, sidecar] = [await live.self(pod), await live.self(pod, 1)];
    expect([main.uid, main.gid, sidecar.uid]).toEqual([1000, 2000, 3000]);
    expect([memoryLimit(main), cpuLimit(main)]).toEqual([64 * MiB, 0.1]);
    expect([memoryLimit(sidecar), cpuLimit(sidecar)]).toEqual([32 * MiB, 0.2]);
    expect(await live.ask(pod, 'write?path=/data')).toEqual({ ok: true });
    expect(await live.ask(pod, 'read?path=/seen', 1)).toMatchObject({ ok: true });
    expect(await live.ask(pod, 'write?path=/seen', 1)).toMatchObject({ error: expect.stringMatching(/read-only/) });
  });

  it.each([
    ['as long as it needs, within its grace period', 'checked/patient', '4s', [4, 20]],
    ['no longer than its grace period', 'checked/hasty', '60s', [2, 20]],
  ] as const)('takes to stop %s', async (_, workload, linger, [least, most]) => {
    const pod = await live.readyPod(workload);
    await live.ask(pod, `linger?for=${linger}`);
    const begun = Date.now();
    await node.delete({ apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata });
    const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
    while ((await node.client.request('GET', path)).status === 200) await sleep(100);
    const seconds = (Date.now() - begun) / 1000;
    expect(seconds).toBeGreaterThan(least - 0.5);
    expect(seconds).toBeLessThan(most);
  });

  it('is root with one capability where the program says so, and only there', async () => {
    const pod = await live.readyPod('rooted/keeper');
    const { uid, status } = await live.self(pod);
    const chown = '1'.padStart(16, '0'); // capability 0
    expect(uid).toBe(0);
    expect(status).toMatchObject({ CapEff: chown, CapBnd: chown, NoNewPrivs: '1', Seccomp: '2' });
    expect(await live.ask(pod, 'write?path=/')).toEqual({ ok: true });
    const attempts = await live.ask<Record<string, Outcome>>(pod, 'escalate');
    expect(attempts).toMatchObject({ mount: { ok: false }, chroot: { ok: false }, rawSocket: { ok: false } });
  });
});

function restarts(pod: Pod): number {
  return pod.status.containerStatuses?.[0]?.restartCount ?? 0;
}
