import type { Size } from 'cdk8s';
import type { Egress } from './egress';

/** How important a workload is when the device runs short. */
export type Priority = 'critical' | 'normal' | 'best-effort';

/** Log files that a container can fill. */
export interface Logging {
  /** Size of one file. @default 10 MiB */
  readonly maxSize?: Size | undefined;
  /** Number of files. @default 3 */
  readonly maxFiles?: number | undefined;
}

/**
 * What workloads have that do not say otherwise. A site's defaults win over its fleet's, and what a workload says over
 * both.
 *
 * `logging`, and the choices in `kubernetes`, `k3s` and `compose`, are merged field by field, and each choice keeps the
 * reason that was given with it. All else, lists and the `peripherals` of `kubernetes` included, is taken as a whole.
 */
export interface WorkloadDefaults {
  /** User of containers that state none. @default - each container has to state its own */
  readonly user?: number | 'image' | undefined;
  /** What workloads that state no egress may call; with `hostNetwork` they may call anything. @default - nothing */
  readonly egress?: readonly Egress[] | undefined;
  /** Names of Kubernetes pull secrets; on Compose the device's Docker has to be logged in. @default - none */
  readonly pullSecrets?: readonly string[] | undefined;
  /** Log rotation. On K3s it is the kubelet's, for the whole node, and recorded in `site.json`. */
  readonly logging?: Logging | undefined;
  /** How important workloads are that state none. @default 'normal' */
  readonly priority?: Priority | undefined;
}
