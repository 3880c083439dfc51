import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { enginePath } from '../cache';
import { standin } from './engine';
import { type TarEntry, tar } from './tar';

/** An image that stands in for another. */
export interface StandinImage {
  /** `registry/name:tag`, as many as shall mean this image. */
  readonly names: readonly string[];
  /** TCP ports that it serves, or `53/udp`. */
  readonly ports?: readonly (number | string)[];
  /** Other programs that the image has: entrypoints of the workload, tools of its health checks. */
  readonly programs?: readonly string[];
  /** Ends at once with this code instead of serving, as init containers and jobs do. */
  readonly exit?: number;
  /** Starts unhealthy. */
  readonly failing?: boolean;
  /** Directories of the image, which a new volume starts from. */
  readonly directories?: readonly string[];
  /** User id of the owner of `directories`. @default root */
  readonly owner?: number | undefined;
  readonly user?: string;
}

/** User and group of the image of a workload that says nothing else. */
export const IMAGE_USER = '4321:4321';

/** The archive that `docker load` and `ctr images import` read; all names share one layer. */
export function standinArchive(images: readonly StandinImage[]): Buffer {
  const files = new Map<string, Buffer>();
  const manifest = images.map((image) => {
    const layer = layerOf(image);
    const digest = sha256(layer);
    const config = Buffer.from(JSON.stringify(configOf(image, digest)));
    const [layerPath, configPath] = [`${digest}.tar`, `${sha256(config)}.json`];
    files.set(layerPath, layer).set(configPath, config);
    return { Config: configPath, RepoTags: image.names, Layers: [layerPath] };
  });
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  return tar([...files].map(([path, content]) => ({ path, content, mode: 0o644 })));
}

/** The image of the process that holds a pod's namespaces. */
export const PAUSE = 'localhost/sff/pause:1';

export function pauseArchive(): Buffer {
  return standinArchive([{ names: [PAUSE], programs: ['/pause'] }]);
}

function configOf(image: StandinImage, layer: string): unknown {
  return {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: {
      ...(image.user === undefined ? {} : { User: image.user }),
      Env: environmentOf(image),
      Entrypoint: image.names.includes(PAUSE) ? ['/pause'] : ['/bin/standin'],
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
  };
}

function environmentOf(image: StandinImage): readonly string[] {
  return [
    'PATH=/usr/local/bin:/usr/bin:/bin',
    `STANDIN_PORTS=${(image.ports ?? []).join(',')}`,
    ...(image.exit === undefined ? [] : [`STANDIN_EXIT=${image.exit}`]),
    ...(image.failing === true ? ['STANDIN_FAIL=1'] : []),
  ];
}

function layerOf(image: StandinImage): Buffer {
  const entries = new Map<string, TarEntry>();
  const directory = (path: string, mode = 0o755) => {
    if (path === '.' || path === '' || entries.has(path)) return;
    directory(dirname(path));
    entries.set(path, { path, mode });
  };
  directory('tmp', 0o1777);
  for (const path of ['bin', 'etc', 'proc', 'sys', 'dev', 'run']) directory(path);
  for (const path of (image.directories ?? []).map(relative)) {
    directory(path);
    entries.set(path, { path, mode: 0o755, owner: image.owner });
  }
  entries.set('bin/standin', {
    path: 'bin/standin',
    mode: 0o755,
    content: readFileSync(enginePath(standin, 'standin')),
  });
  for (const program of image.programs ?? []) {
    const path = program.includes('/') ? relative(program) : join('bin', program);
    directory(dirname(path));
    entries.set(path, { path, mode: 0o777, link: '/bin/standin' });
  }
  return tar([...entries.values()]);
}

function relative(path: string): string {
  return path.replace(/^\/+/, '');
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
