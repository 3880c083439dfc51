import type {
  ApplicationProps,
  ComposeNetwork,
  ComposeServiceDefinition,
  HelmChartProps,
  ImageLock,
  K3sNetwork,
  Labels,
  Link,
  Orchestrator,
  PodPeer,
  SffDeviceProps,
  WorkloadDefaults,
  WorkloadProps,
  WorkloadTarget,
} from 'sff-constructs';
/**
 * A program as data: what a generator makes, a mutator changes, a failure prints, and `build` runs.
 *
 * Where something names another part, it does so by its place in the list.
 */
export interface FleetPlan {
  readonly id: string;
  readonly props: ScopeProps & { readonly orchestrator: Orchestrator };
  readonly site: SitePlan;
}

/** Whatever can be said to any orchestrator. */
export type AnyTarget = WorkloadTarget['k3s'] & WorkloadTarget['docker-compose'];

/** What fleets and sites are both given. */
export interface ScopeProps {
  readonly labels?: Labels | undefined;
  readonly defaults?: (WorkloadDefaults & AnyTarget) | undefined;
  readonly images?: ImageLock | undefined;
  readonly hostPaths?: readonly string[] | undefined;
}

/** The one site of a fleet. */
export interface SitePlan {
  readonly id: string;
  readonly props: ScopeProps & {
    readonly network: K3sNetwork & ComposeNetwork;
    readonly link?: Link | undefined;
    readonly values?: Readonly<Record<string, unknown>> | undefined;
    readonly version?: string | undefined;
    readonly traefik?: 'disabled' | 'enabled' | undefined;
    readonly dataDir?: string | undefined;
  };
  readonly devices: readonly DevicePlan[];
  readonly applications: readonly ApplicationPlan[];
  readonly workloads: readonly WorkloadPlan[];
  /** `connectTo`: from, to. */
  readonly connections: readonly (readonly [from: number, to: number])[];
  /** `allowFrom`, on K3s only. */
  readonly peers: readonly (readonly [workload: number, peer: PodPeer])[];
  /** On K3s only. */
  readonly charts: readonly { readonly id: string; readonly props: HelmChartProps }[];
  /** `cdk8s.ApiObject`s, on K3s only. */
  readonly objects: readonly { readonly id: string; readonly props: ObjectProps }[];
  /** `addService`, on Compose only. */
  readonly services: readonly { readonly id: string; readonly definition: ComposeServiceDefinition }[];
}

export interface ObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface DevicePlan {
  readonly id: string;
  readonly props: SffDeviceProps & { readonly role?: 'server' | 'agent' | undefined };
}

export interface ApplicationPlan {
  readonly id: string;
  /** The application around it, which stands before it in the list. */
  readonly within?: number | undefined;
  readonly props: ApplicationProps;
}

export interface WorkloadPlan {
  readonly id: string;
  /** Its application; straight in the site without one. */
  readonly within?: number | undefined;
  /** The device that it is placed on. */
  readonly on?: number | undefined;
  /** Workloads before it whose first endpoint it is told as `TOLD_<n>`. */
  readonly told?: readonly number[] | undefined;
  readonly props: Omit<WorkloadProps, 'on'> & AnyTarget;
}
