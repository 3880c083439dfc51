import type { Duration } from 'cdk8s';
import type { SffDevice } from '../device';
import type { RenameProps } from '../identity/rename';
import type { ContainerProps, InitContainerProps, SidecarProps } from '../portable/container';
import type { Priority } from '../portable/defaults';
import type { Egress } from '../portable/egress';
import type { Health } from '../portable/health';
import type { Labels } from '../portable/labels';
import type { PortProps } from '../portable/port';
import type { Volume } from '../portable/volume';

/** The workload shares the device's network. */
export interface HostNetworkProps {
  /** Why; recorded in `site.json`. */
  readonly reason: string;
}

/** Properties of a `Workload`, the same on every orchestrator. */
export interface WorkloadProps extends ContainerProps, RenameProps {
  /** Ports that it listens on. @default - none */
  readonly ports?: readonly PortProps[] | undefined;
  /** Data, in-memory file systems and directories of the device. @default - none but a `/tmp` of 64 MiB in memory */
  readonly volumes?: readonly Volume[] | undefined;
  /** How the orchestrator finds out that it is ready. @default - ready when it runs */
  readonly health?: Health | undefined;
  /** Time between the signal to stop and the kill. @default 30 seconds */
  readonly stopGracePeriod?: Duration | undefined;
  /** Containers beside the main one, in its network. @default - none */
  readonly sidecars?: readonly SidecarProps[] | undefined;
  /** Containers that have to end well before the main one starts, one after the other. @default - none */
  readonly init?: readonly InitContainerProps[] | undefined;
  /** Shares the device's network. @default - a network of its own */
  readonly hostNetwork?: HostNetworkProps | undefined;
  /** How many run at once. @default 1 */
  readonly replicas?: number | undefined;
  /** How important it is when the device runs short. @default - `defaults.priority`, then 'normal' */
  readonly priority?: Priority | undefined;
  /** Device nodes of serial and USB hardware, such as `/dev/ttyUSB0`, at the same path in the container. @default - none */
  readonly peripherals?: readonly string[] | undefined;
  /** Whole NVIDIA GPUs. @default 0 */
  readonly gpus?: number | undefined;
  /** What it is looked up by. @default - the labels of its applications */
  readonly labels?: Labels | undefined;
  /** The device that runs it. @default - any device of the site that has what it needs */
  readonly on?: SffDevice | undefined;
  /** What it may call outside the site's workloads. @default - `defaults.egress`, then nothing; none with `hostNetwork` */
  readonly egress?: readonly Egress[] | undefined;
}
