import { Size } from 'cdk8s';
import * as fc from 'fast-check';
import { DockerComposeSite, Fleet, K3sSite, type SffApp, SffDevice, Workload } from 'sff-constructs';

/** All that varies between two programs of one fleet: as plain data, so that another process can build it. */
export type FleetShape = readonly SiteShape[];

interface SiteShape {
  readonly name: string;
  readonly orchestrator: 'k3s' | 'docker-compose';
  readonly workloads: readonly { readonly name: string; readonly lines: number }[];
}

const IMAGE = `registry.contoso.com/app:1@sha256:${'0'.repeat(64)}`;

/** Few names, so that two fleets share some sites and files, and each has some of its own. */
const sites = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('site-1', 'site-2', 'site-3', 'site-4'),
    orchestrator: fc.constantFrom('k3s' as const, 'docker-compose' as const),
    workloads: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('db', 'pos', 'report'),
        // Some fill many pages of a file system, and many writes of a program.
        lines: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6000 })),
      }),
      { selector: ({ name }) => name, minLength: 1 },
    ),
  }),
  { selector: ({ name }) => name, minLength: 1 },
);

/** A fleet and what it becomes; the first may not be there yet. */
export const twoFleets: fc.Arbitrary<{ readonly old: FleetShape | null; readonly wanted: FleetShape }> = fc
  .record({ old: fc.option(sites, { freq: 8 }), wanted: sites })
  .filter(({ old, wanted }) => JSON.stringify(old) !== JSON.stringify(wanted));

/** Builds the program that the shape describes. */
export function buildFleet(app: SffApp, shape: FleetShape): void {
  const fleets = {
    k3s: new Fleet(app, 'kube', { orchestrator: 'k3s' }),
    'docker-compose': new Fleet(app, 'shops', { orchestrator: 'docker-compose' }),
  };
  const device = { architecture: 'amd64', cores: 4, memory: Size.gibibytes(8) } as const;
  for (const [index, { name, orchestrator, workloads }] of shape.entries()) {
    const lan = { lan: `10.0.${index}.0/24` };
    const address = `10.0.${index}.11`;
    if (orchestrator === 'k3s') {
      const site = new K3sSite(fleets.k3s, name, { network: lan });
      new SffDevice(site, 'node', { ...device, address, role: 'server' });
      for (const { name: id, lines } of workloads) new Workload(site, id, workload(lines));
    } else {
      const site = new DockerComposeSite(fleets['docker-compose'], name, { network: lan });
      new SffDevice(site, 'box', { ...device, address });
      for (const { name: id, lines } of workloads) new Workload(site, id, workload(lines));
    }
  }
}

function workload(lines: number) {
  return {
    image: IMAGE,
    user: 1000,
    limits: { cpu: 0.1, memory: Size.mebibytes(64) },
    configFiles: [{ path: '/etc/motd', content: `line ${lines}\n`.repeat(lines) }],
  };
}
