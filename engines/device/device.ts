import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engine';
import { run } from '../run';

/** Debian 12, whatever the machine is: what its systemd 252 takes, newer ones take. */
const SUITE = 'bookworm';
const PACKAGES = ['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'iptables', 'procps', 'libseccomp2'];

/** What would wait for hardware or the internet, or ask for a login. */
const MASKED = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'console-getty.service', 'getty@.service'],
  ...['systemd-modules-load.service', 'systemd-timesyncd.service'],
];

const DEBIAN = 'http://deb.debian.org/debian';

/**
 * The root of a device: Debian with systemd. Suite and packages are pinned; the mirror decides about their versions,
 * which `packages.txt` says. With a snapshot as `SFF_DEBIAN_MIRROR` they are pinned as well.
 */
export const device: Engine = {
  name: 'device',
  title: 'Debian with systemd, as the root of a device',
  needs: [
    { debian: 'mmdebstrap', files: ['/usr/bin/mmdebstrap'] },
    { debian: 'debian-archive-keyring', files: ['/usr/share/keyrings/debian-archive-keyring.gpg'] },
    { debian: 'util-linux', files: ['/usr/bin/unshare'] },
  ],
  pins: () => [__filename],
  outputs: () => ['root/usr/lib/systemd/systemd', 'packages.txt'],
  prepare(cache) {
    if (process.getuid?.() !== 0) throw new Error('The root of a device has files of several owners: run with sudo.');
    const docs = ['doc', 'man', 'locale', 'info'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
    const hooks = [
      'chroot "$1" groupadd --force --system docker',
      'systemctl --quiet --root="$1" set-default multi-user.target',
      `systemctl --quiet --root="$1" mask ${MASKED.join(' ')}`,
      // A machine of its own at its first boot; the harness gives it a name.
      ': > "$1/etc/machine-id"; rm -f "$1/etc/hostname" "$1/etc/resolv.conf"',
      `chroot "$1" dpkg-query --show > '${join(cache, 'packages.txt')}'`,
    ].map((hook) => `--customize-hook=${hook}`);
    const keyring = '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg';
    const options = ['--quiet', '--variant=minbase', `--include=${PACKAGES.join(',')}`, keyring, ...docs, ...hooks];
    run('mmdebstrap', [...options, SUITE, join(cache, 'root'), process.env.SFF_DEBIAN_MIRROR || debianMirror()]);
  },
};

/** The mirror of Debian that this machine uses, or Debian's own where it uses none (Ubuntu). */
function debianMirror(): string {
  const directory = '/etc/apt/sources.list.d';
  const lists = existsSync(directory) ? readdirSync(directory).map((name) => join(directory, name)) : [];
  const texts = ['/etc/apt/sources.list', ...lists].filter((path) => existsSync(path));
  return mirrorIn(texts.map((path) => readFileSync(path, 'utf8')).join('\n')) ?? DEBIAN;
}

/** The first mirror of Debian in apt's sources, in either of their formats. */
export function mirrorIn(sources: string): string | undefined {
  const lines = sources.split('\n').filter((line) => /^\s*(deb|URIs:)\s/.test(line));
  return lines.flatMap((line) => line.match(/\b(https?|file):\S*\/debian\/?(?=\s|$)/)?.[0] ?? [])[0];
}
