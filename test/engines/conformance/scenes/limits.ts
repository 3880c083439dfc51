import { Size } from 'cdk8s';
import { Workload } from 'sff-constructs';
import { cpuLimit, memoryLimit, type Self } from '../../standin-answers';
import type { Scene } from '../behaviour';
import { selfOf } from '../running-site';
import { image, SMALL } from '../sites';

const MiB = 1024 ** 2;

/** What a container can use. */
export const limits: Scene = {
  id: 'limits',
  program(application) {
    new Workload(application, 'bounded', {
      ...SMALL,
      image: image('bounded'),
      limits: { cpu: 0.25, memory: Size.mebibytes(64), pids: 40, ephemeralStorage: Size.mebibytes(32) },
      reservations: { cpu: 0.05, memory: Size.mebibytes(32) },
      volumes: [{ mountPath: '/scratch', tmpfs: Size.mebibytes(8) }],
    });
    new Workload(application, 'hungry', { ...SMALL, image: image('hungry') });
  },
  behaviours: [
    {
      id: 'limits',
      title: 'Limits of memory and CPU, read from inside',
      features: ['limits'],
      async observe(site) {
        const self = await selfOf(site, 'limits/bounded');
        return { 'memory, MiB': memoryLimit(self) / MiB, CPUs: cpuLimit(self) };
      },
      expect: { both: { 'memory, MiB': 64, CPUs: 0.25 } },
    },
    {
      id: 'limits-pids',
      title: 'A limit of 40 processes, read from inside',
      features: ['limits-pids'],
      observe: async (site) => (await selfOf(site, 'limits/bounded')).cgroup['pids.max'] === '40',
      expect: { k3s: false, 'docker-compose': true, noted: 'limits-pids' },
    },
    {
      id: 'reservations',
      title: 'Reservations of 32 MiB and of a twentieth of a CPU, as the kernel has them',
      features: ['reservations-memory', 'reservations-cpu'],
      async observe(site) {
        const { cgroup } = await selfOf(site, 'limits/bounded');
        return {
          'memory is reclaimed above it': softLimit(cgroup) === 32 * MiB,
          'CPU has its weight': weighted(cgroup),
        };
      },
      expect: {
        k3s: { 'memory is reclaimed above it': false, 'CPU has its weight': true },
        'docker-compose': { 'memory is reclaimed above it': true, 'CPU has its weight': false },
        noted: 'reservations-cpu',
      },
    },
    {
      id: 'out-of-memory',
      title: 'A process takes more memory than its limit',
      features: ['limits', 'restart'],
      async observe(site) {
        const before = await site.state('limits/hungry');
        await site.ask('limits/hungry', `allocate?bytes=${96 * MiB}`).catch(() => undefined);
        const after = await site.until('limits/hungry', ({ restarts, ready }) => restarts > before.restarts && ready);
        return { 'started again': after.restarts - before.restarts, 'made anew': after.id !== before.id };
      },
      expect: { both: { 'started again': 1, 'made anew': false } },
    },
    {
      id: 'tmpfs',
      title: 'Files in memory of at most 8 MiB, and a `/tmp` of 64',
      features: ['volume-tmpfs'],
      async observe(site) {
        const put = async (path: string, mebibytes: number) =>
          (await site.ask('limits/bounded', `put?path=${path}&text=${'x'.repeat(1024)}&times=${1024 * mebibytes}`)).ok;
        const small = await put('/scratch/a', 7);
        const large = await put('/scratch/a', 9);
        const { mounts } = await selfOf(site, 'limits/bounded');
        const size = (path: string) => /size=(\d+k)/.exec(mounts[path] ?? '')?.[1] ?? 'none';
        return { '7 MiB': small, '9 MiB': large, 'size of /scratch': size('/scratch'), 'size of /tmp': size('/tmp') };
      },
      expect: { both: { '7 MiB': true, '9 MiB': false, 'size of /scratch': '8192k', 'size of /tmp': '65536k' } },
    },
  ],
};

/** What the kernel leaves to a cgroup when memory runs short, in bytes. */
function softLimit(cgroup: Self['cgroup']): number {
  return Number(cgroup['memory.low'] ?? cgroup['memory.soft_limit_in_bytes']);
}

/** Whether a cgroup has another weight than one that states nothing (1024 shares, a weight of 100). */
function weighted(cgroup: Self['cgroup']): boolean {
  return (cgroup['cpu.weight'] ?? '100') !== '100' || (cgroup['cpu.shares'] ?? '1024') !== '1024';
}
