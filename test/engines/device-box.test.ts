import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mirrorIn } from '../../engines/device/device';
import { eventually } from '../../engines/harness/command';
import { type DeviceBox, deviceBox, verifyUnits } from '../../engines/harness/device-box';
import { standinArchive } from '../../engines/standin/image';
import { traces } from './traces';

const IMAGE = 'standin.invalid/app:1';

/** Files at their place on a device; scripts are executable. */
const FILES = {
  'etc/systemd/system/hello.service':
    '[Unit]\nAfter=basic.target\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/opt/hello.sh\n[Install]\nWantedBy=multi-user.target\n',
  'etc/systemd/system/tick.service': '[Service]\nType=oneshot\nExecStart=/bin/sh -c "echo tick >>/var/lib/ticks"\n',
  'etc/systemd/system/tick.timer':
    '[Timer]\nOnActiveSec=1s\nOnUnitActiveSec=1s\nAccuracySec=100ms\n[Install]\nWantedBy=timers.target\n',
  'opt/hello.sh': '#!/bin/sh\necho "hello from $(uname -n)"\ncat /proc/sys/kernel/random/boot_id >>/var/lib/boots\n',
  'etc/docker/daemon.json': '{ "log-opts": { "max-size": "7m" }, "bip": "10.66.0.1/24" }\n',
} as const;

let rootfs: string;

beforeEach(() => {
  rootfs = mkdtempSync(join(tmpdir(), 'sff-rootfs-'));
  put(FILES);
});
afterEach(() => rmSync(rootfs, { recursive: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(rootfs, dirname(path)), { recursive: true });
    writeFileSync(join(rootfs, path), content);
    if (path.endsWith('.sh')) chmodSync(join(rootfs, path), 0o755);
  }
}

/** Boots it for a test, and ends it. */
async function withBox(test: (box: DeviceBox) => Promise<void>, options: Parameters<typeof deviceBox>[1] = {}) {
  const box = await deviceBox(rootfs, options);
  try {
    await test(box);
  } finally {
    await box.stop();
  }
}

describe('a device', () => {
  it('boots by systemd, with the files of its root, and is left without a trace', async () => {
    let directory = '';
    await withBox(
      async (box) => {
        directory = box.directory;
        expect((await box.exec(['ps', '-o', 'comm=', '1'])).trim()).toBe('systemd');
        expect((await box.systemctl('--failed', '--plain', '--no-legend')).trim()).toBe('');
        await box.systemctl('start', 'hello.service');
        expect(await box.journal('hello.service')).toContain('hello from edge-1');
        expect(await box.exec(['ls', '/sys/class/net'])).toBe('lo\n');
        expect(existsSync(join(rootfs, 'var/lib/boots'))).toBe(false); // it writes to no file of ours
      },
      { name: 'edge-1' },
    );
    expect(traces(directory)).toEqual([]);
  });

  it('runs a timer', async () => {
    await withBox(async (box) => {
      await box.systemctl('enable', '--now', 'tick.timer');
      await box.waitFor('tick.timer');
      const ticks = () => box.exec(['sh', '-c', 'cat /var/lib/ticks 2>/dev/null || true']);
      await eventually(ticks, (text) => text.split('\n').length > 2);
      expect(await box.show('tick.service')).toMatchObject({ Result: 'success', TriggeredBy: 'tick.timer' });
    });
  });

  it('keeps what it wrote when its power is cut, and nothing that runs', async () => {
    await withBox(async (box) => {
      await box.systemctl('enable', '--now', 'hello.service');
      await box.exec(['systemd-run', '--unit', 'long', 'sleep', 'infinity']);
      await box.exec(['sh', '-c', 'echo kept >/var/lib/file && echo lost >/run/file']);
      await box.powerCut();
      await expect(box.exec(['true'])).rejects.toThrow('The device is off.');
      expect(await box.boot()).toBe('running');
      await box.waitFor('hello.service'); // enabled before the cut
      expect(await box.exec(['cat', '/var/lib/file'])).toBe('kept\n');
      expect(await box.show('long.service')).toMatchObject({ LoadState: 'not-found' });
      expect(existsSync(box.path('/run/file'))).toBe(false);
      expect(readFileSync(box.path('/var/lib/boots'), 'utf8').split('\n')).toHaveLength(3); // two lines
    });
  });

  it('says that a unit has failed, and why', async () => {
    put({
      'etc/systemd/system/bad.service': '[Service]\nType=oneshot\nExecStart=/bin/sh -c "echo broken; exit 3"\n',
      'etc/systemd/system/multi-user.target.d/bad.conf': '[Unit]\nWants=bad.service\n',
    });
    await withBox(async (box) => {
      await box.waitFor('bad.service', 'failed');
      expect(await box.show('bad.service')).toMatchObject({ ExecMainStatus: '3' });
      await expect(box.waitFor('bad.service', 'active', 100)).rejects.toThrow('broken');
      await box.powerCut();
      expect(await box.boot()).toBe('degraded');
    });
  });

  it("keeps the machine's kernel settings and clock out of its reach", async () => {
    await withBox(async (box) => {
      await expect(box.exec(['sh', '-c', 'echo 1 >/proc/sys/kernel/panic'])).rejects.toThrow(/Read-only/);
      await box.exec(['sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward']);
    });
  });
});

describe('a device with Docker', () => {
  it('runs containers as its daemon.json says, and again after a power cut', async () => {
    await withBox(
      async (box) => {
        await box.waitFor('docker.service');
        writeFileSync(box.path('/root/image.tar'), standinArchive([{ names: [IMAGE], ports: [8080] }]));
        await box.exec(['docker', 'load', '--quiet', '--input', '/root/image.tar']);
        await box.exec(['docker', 'run', '--detach', '--name', 'app', '--restart', 'always', '--memory', '64m', IMAGE]);
        const state = () =>
          box.exec(['docker', 'inspect', 'app', '--format', '{{.State.Status}} {{.HostConfig.Memory}}']);
        expect(await state()).toBe(`running ${64 * 1024 ** 2}\n`);
        const [container] = JSON.parse(await box.exec(['docker', 'inspect', 'app'])) as {
          readonly HostConfig: { readonly LogConfig: { readonly Config: object } };
          readonly NetworkSettings: { readonly Networks: { readonly bridge: { readonly Gateway: string } } };
        }[];
        expect(container?.HostConfig.LogConfig.Config).toEqual({ 'max-size': '7m' });
        expect(container?.NetworkSettings.Networks.bridge.Gateway).toBe('10.66.0.1');
        expect(await box.exec(['docker', 'compose', 'version'])).toMatch(/version/);
        await box.powerCut();
        await box.boot();
        await box.waitFor('docker.service');
        await eventually(state, (text) => text.startsWith('running'));
      },
      { docker: 'installed' },
    );
  });
});

describe('units of a device', () => {
  it('are in order when systemd knows all that they say', async () => {
    expect(await verifyUnits(rootfs)).toEqual([]);
  });

  it.each([
    ['an unknown key', '[Service]\nExecStart=/bin/true\nRestrat=always\n', /Restrat/],
    ['an unknown section', '[Service]\nExecStart=/bin/true\n[Instal]\nWantedBy=multi-user.target\n', /Instal/],
    ['a wrong value', '[Service]\nExecStart=/bin/true\nRestart=sometimes\n', /sometimes/],
    ['a program that is not there', '[Service]\nExecStart=/opt/absent.sh\n', /absent/],
    [
      'a unit that is not there',
      '[Unit]\nRequires=absent.service\n[Service]\nExecStart=/bin/true\n',
      /absent\.service/,
    ],
    ['an engine that is not installed', '[Unit]\nRequires=docker.service\n[Service]\nExecStart=/bin/true\n', /docker/],
    ['no program', '[Service]\nRestart=no\n', /ExecStart/],
  ])('are refused for %s', async (_, unit, complaint) => {
    put({ 'etc/systemd/system/wrong.service': unit });
    expect((await verifyUnits(rootfs)).join('\n')).toMatch(complaint);
  });

  it('are refused for a drop-in of a unit that they only change', async () => {
    put({ 'etc/systemd/system/dbus.service.d/limits.conf': '[Service]\nMemroyMax=64M\n' });
    expect((await verifyUnits(rootfs)).join('\n')).toMatch(/MemroyMax/);
  });

  it('may need the Docker engine of a device that has one', async () => {
    put({
      'etc/systemd/system/app.service':
        '[Unit]\nRequires=docker.service\nAfter=docker.service\n[Service]\nExecStart=/usr/bin/docker compose up\n',
    });
    expect(await verifyUnits(rootfs, { docker: 'installed' })).toEqual([]);
  });
});

describe("the device's Debian", () => {
  it.each([
    ['deb http://deb.debian.org/debian bookworm main\n', 'http://deb.debian.org/debian'],
    ['Types: deb\nURIs: https://mirror.example/debian/\nSuites: bookworm\n', 'https://mirror.example/debian/'],
    [
      'deb [arch=amd64] http://a.example/debian-security s main\ndeb http://a.example/debian s main\n',
      'http://a.example/debian',
    ],
    ['Types: deb\nURIs: http://archive.ubuntu.com/ubuntu/\n# deb http://deb.debian.org/debian x main\n', undefined],
  ])('comes from the mirror that the machine uses: %j', (sources, mirror) => {
    expect(mirrorIn(sources)).toBe(mirror);
  });
});
