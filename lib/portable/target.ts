import type { Orchestrator, OrchestratorError } from '../orchestrator';

/** Choices for whatever speaks Kubernetes, each for something that it does in another way. */
export interface KubernetesChoices {
  /** Why these choices are right here; recorded in `site.json`. */
  readonly reason: string;
  /** Secrets in environment variables, by `secretKeyRef`: every process of the container can read them. */
  readonly secretsInEnv?: 'secretKeyRef' | undefined;
  /** `limits.pids` is a kubelet setting for every pod of the node (`podPidsLimit`), and not one of this workload. */
  readonly pids?: 'node-wide' | undefined;
  /** How each of `peripherals` gets into the pod: by a device plugin's resource, or by a privileged container. */
  readonly peripherals?: Readonly<Record<string, PeripheralAccess>> | undefined;
}

/** How a peripheral gets into a pod. */
export type PeripheralAccess =
  | {
      /** Resource under which a device plugin on the site offers the device, such as `squat.ai/serial`. */
      readonly resource: string;
    }
  /** The device node is mounted and the container is privileged: it gets all of the device. */
  | 'privileged';

/** Choices for K3s. */
export interface K3sChoices {
  /**
   * How ports are published: by a LoadBalancer Service of ServiceLB, or by the pod's own host port, which keeps the
   * client's address and can bind loopback, but allows one replica only and makes the namespace `privileged`.
   *
   * @default 'load-balancer'
   */
  readonly publish?: 'load-balancer' | 'hostPort' | undefined;
}

/** Choices for Docker Compose, each for something that it does in another way or not at all. */
export interface ComposeChoices {
  /** Why these choices are right here; recorded in `site.json`. */
  readonly reason: string;
  /** Compose networks cannot hold `Egress.lan` and `Egress.to` to their target: the workload can call anything. */
  readonly egress?: 'unenforced' | undefined;
  /** Sidecars join the main container's network, and lose it until they are recreated when that one is. */
  readonly sidecars?: 'shared-network' | undefined;
  /** `restartAfter` only shows in the container's health: Docker never restarts an unhealthy container. */
  readonly liveness?: 'reported' | undefined;
  /** Secrets in environment variables, from `/etc/sff/secrets/<namespace>/<workload>.env` on the device. */
  readonly secretsInEnv?: 'env-file' | undefined;
  /** Docker cannot limit the disk that a container uses. */
  readonly ephemeralStorage?: 'unenforced' | undefined;
  /** Docker has no CPU guarantee. */
  readonly cpuReservation?: 'unenforced' | undefined;
}

/** What a workload, or the defaults of a site or fleet, can say to one orchestrator only. */
export interface WorkloadTarget {
  /** On K3s. */
  k3s: {
    /** Choices for whatever speaks Kubernetes. @default - none made */
    readonly kubernetes?: KubernetesChoices | undefined;
    /** Choices for K3s. @default - none made */
    readonly k3s?: K3sChoices | undefined;
  };
  /** On Docker Compose. */
  'docker-compose': {
    /** Choices for Docker Compose. @default - none made */
    readonly compose?: ComposeChoices | undefined;
  };
}

/**
 * The entry of a target map for one orchestrator, without a field of the others.
 *
 * For a union, and in code that is generic in the orchestrator, no entry's fields are left: what is said there has to
 * be right on each of them.
 */
export type TargetOf<M extends Record<Orchestrator, object>, O extends Orchestrator> = Entry<M, 'k3s'>[O] &
  Entry<M, 'docker-compose'>[O];

/** `unknown` for all but one: so a union of orchestrators is `unknown`, and a generic one meets all entries. */
type Entry<M extends Record<Orchestrator, object>, One extends Orchestrator> = {
  [O in Orchestrator]: O extends One ? M[O] & Without<Exclude<FieldOf<M[Orchestrator]>, keyof M[O]>> : unknown;
};
type FieldOf<T> = T extends unknown ? keyof T : never;
type Without<Field extends PropertyKey> = {
  readonly [F in Field]?: OrchestratorError<'This field is for another orchestrator.'> | undefined;
};
