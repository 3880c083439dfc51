import { createHash } from 'node:crypto';
import { Size } from 'cdk8s';
import {
  Application,
  DockerComposeSite,
  Fleet,
  K3sSite,
  type Orchestrator,
  SffApp,
  SffDevice,
  SffValidationError,
  type Site,
} from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';
import { DEVICE } from '../../../engines/harness/device';
import { NODE_NAME } from '../../../engines/harness/node-files';
import { FIRST, type Scene, type Version } from './behaviour';

const reason = 'The suite shows what it means.';
const network = { lan: '10.0.42.0/24' };
const logging = { maxSize: Size.mebibytes(1), maxFiles: 2 };
const hostPaths = ['/var/lib/conformance'];

/** The path of each orchestrator's site; on Docker its last part is the project's name. */
const PATHS: Readonly<Record<Orchestrator, string>> = { k3s: 'clusters/bench', 'docker-compose': 'boxes/bench' };

/** A site of each orchestrator, with every choice that one of them asks for. */
const SITES: Readonly<Record<Orchestrator, (app: SffApp) => Site>> = {
  k3s: (app) =>
    new K3sSite(
      new Fleet(app, 'clusters', {
        orchestrator: 'k3s',
        hostPaths,
        defaults: {
          logging,
          kubernetes: {
            reason,
            secretsInEnv: 'secretKeyRef',
            pids: 'node-wide',
            peripherals: { '/dev/ttyS0': 'privileged' },
          },
        },
      }),
      'bench',
      { network },
    ),
  'docker-compose': (app) =>
    new DockerComposeSite(
      new Fleet(app, 'boxes', {
        orchestrator: 'docker-compose',
        hostPaths,
        defaults: {
          logging,
          compose: {
            reason,
            egress: 'unenforced',
            sidecars: 'shared-network',
            liveness: 'reported',
            secretsInEnv: 'env-file',
            ephemeralStorage: 'unenforced',
            cpuReservation: 'unenforced',
          },
        },
      }),
      'bench',
      { network },
    ),
};

/** Files of the site that runs the scenes on an orchestrator: text by path below the site. */
export function render(
  orchestrator: Orchestrator,
  scenes: readonly Scene[],
  version: Version = FIRST,
): Readonly<Record<string, string>> {
  const app = new SffApp();
  const site = SITES[orchestrator](app);
  new SffDevice(site, NODE_NAME, {
    architecture: 'amd64',
    cores: 32,
    memory: Size.gibibytes(32),
    disks: [{ kind: 'ssd', size: Size.gibibytes(256) }],
    address: DEVICE,
    peripherals: ['/dev/ttyS0'],
  });
  for (const scene of scenes) scene.program(new Application(site, scene.id), version);
  const prefix = `${PATHS[orchestrator]}/`;
  const files = Object.entries(Testing.synth(app)).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(files.map(([path, text]) => [path.slice(prefix.length), text]));
}

/** Why synth refuses a scene: the codes of its problems, none for one that it accepts. */
export function refusals(orchestrator: Orchestrator, scene: Scene): readonly string[] {
  try {
    render(orchestrator, [scene]);
    return [];
  } catch (error) {
    if (error instanceof SffValidationError) return [...new Set(error.problems.map(({ code }) => code))];
    throw error;
  }
}

/** The image of a container: each has its own, since each has a stand-in of its own. */
export function image(name: string): string {
  return `registry.contoso.com/${name}:1@sha256:${createHash('sha256').update(name).digest('hex')}`;
}

/** What every container of the suite has unless it says otherwise: little of the machine. */
export const SMALL = {
  user: 10001,
  limits: { cpu: 0.5, memory: Size.mebibytes(48), pids: 50 },
  reservations: { cpu: 0.01 },
} as const;
