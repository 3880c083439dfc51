import type { Fleet, Orchestrator, Problem, Site, WorkloadDefaults, WorkloadProps } from '../../lib';
import * as lib from '../../lib';
import { SffValidationError } from '../../lib';
import { Testing } from '../../lib/testing';
import { container, hardware, untyped } from '../tree/program';

/** What a workload says besides `container`, on whichever orchestrator. */
export type AnyProps = Partial<WorkloadProps> & {
  readonly kubernetes?: lib.KubernetesChoices;
  readonly k3s?: lib.K3sChoices;
  readonly compose?: lib.ComposeChoices;
};

export interface Program {
  readonly site: Site;
  readonly device: lib.SffDevice;
  readonly workload: lib.Workload;
  /** A second workload of the site, with a port. */
  readonly other: lib.Workload;
}

/** A program with one workload; `build` calls its methods. */
export interface Case {
  readonly props?: AnyProps;
  readonly defaults?: WorkloadDefaults;
  readonly build?: (program: Program) => void;
}

export interface Outcome {
  /** Every file but `site.json` and `fleet.json`. */
  readonly output: string;
  readonly notes: readonly { readonly feature: string; readonly note: string }[];
  /** Exceptions, choices and secrets, as `site.json` records them. */
  readonly recorded: string;
  readonly problems: readonly Problem[];
}

type SiteClass = new (scope: Fleet<never>, id: string, props: lib.SiteProps) => Site;

const SITES: Readonly<Record<Orchestrator, SiteClass>> = {
  k3s: untyped(lib.K3sSite),
  'docker-compose': untyped(lib.DockerComposeSite),
};

/** Every orchestrator. */
export const TARGETS = ['k3s', 'docker-compose'] as const satisfies readonly Orchestrator[];

/** Runs a program on an orchestrator. */
export function run(orchestrator: Orchestrator, { props = {}, defaults, build }: Case): Outcome {
  const app = Testing.app();
  const fleet = new lib.Fleet<never>(app, 'fleet', untyped({ orchestrator }));
  const site = new SITES[orchestrator](fleet, 's1', {
    network: { lan: '10.0.42.0/24' },
    hostPaths: ['/srv'],
    defaults: untyped(defaults),
  });
  const device = new lib.SffDevice(site, 'node-1', {
    ...hardware,
    address: '10.0.42.11',
    gpus: [{ vendor: 'nvidia', model: 'L4' }],
    peripherals: ['/dev/ttyUSB7'],
  });
  const on = props.on === undefined ? {} : { on: device };
  const workload = new lib.Workload(site, 'pos', untyped({ ...container, ...props, ...on }));
  const other = new lib.Workload(site, 'other', { ...container, ports: [{ name: 'x', port: 7000 }] });
  build?.({ site, device, workload, other });
  const nothing = { output: '', notes: [], recorded: '', problems: [] };
  try {
    const { 'fleet/s1/site.json': facts = '', 'fleet.json': _, ...files } = Testing.synth(app);
    const { notes, exceptions, secrets } = JSON.parse(facts) as Record<string, unknown>;
    return {
      output: Object.entries(files).flat().join('\n'),
      notes: notes as Outcome['notes'],
      recorded: JSON.stringify([exceptions, secrets]),
      problems: [],
    };
  } catch (error) {
    if (error instanceof SffValidationError) return { ...nothing, problems: error.problems };
    throw error;
  }
}
