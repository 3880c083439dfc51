import type { IConstruct } from 'constructs';
import type { Capability, SecurityExceptions, VolumeMount } from '../portable/container';
import type { Priority } from '../portable/defaults';
import type { EgressTarget } from '../portable/egress';
import type { DeviceModel } from '../portable/hardware';
import type { Labels } from '../portable/labels';
import type { ComposeChoices, K3sChoices, KubernetesChoices } from '../portable/target';
import type { SiteModel } from '../site';
import type { ChoiceReasons } from '../validation/defaults';

/** A workload as renderers and checks see it: everything resolved, every default filled in. */
export interface WorkloadModel {
  readonly construct: IConstruct;
  readonly site: SiteModel;
  readonly name: string;
  readonly namespace: string;
  /** Name by which other workloads of the site reach it: `<name>.<namespace>`. */
  readonly hostname: string;
  readonly labels: Labels;
  readonly main: ContainerModel;
  readonly sidecars: readonly ContainerModel[];
  readonly init: readonly ContainerModel[];
  readonly ports: readonly PortModel[];
  readonly volumes: readonly VolumeModel[];
  readonly stopGraceSeconds: number;
  readonly hostNetwork: { readonly reason: string } | undefined;
  readonly replicas: number;
  readonly priority: Priority;
  readonly peripherals: readonly string[];
  readonly gpus: number;
  /** The device that the program places it on. */
  readonly device: DeviceModel | undefined;
  readonly egress: readonly EgressTarget[];
  readonly pullSecrets: readonly string[];
  readonly kubernetes: KubernetesChoices | undefined;
  readonly k3s: K3sChoices;
  readonly compose: ComposeChoices | undefined;
  /** Why each choice is right here. */
  readonly reasons: ChoiceReasons;
  /** Workloads that it calls; grows while the program runs. */
  readonly connections: Set<WorkloadModel>;
  /** Workloads that call it; grows while the program runs. */
  readonly clients: Set<WorkloadModel>;
  /** Pods that are not workloads of the library and may call it (Kubernetes only). */
  readonly peers: PodPeer[];
}

/** Pods that a workload lets in, besides other workloads: an ingress controller, a metrics scraper. */
export interface PodPeer {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Labels of the pods. @default - every pod of the namespace */
  readonly podLabels?: Labels | undefined;
  /** Names of the ports that they may call. @default - every port of the workload */
  readonly ports?: readonly string[] | undefined;
}

/** A container of a workload. */
export interface ContainerModel {
  readonly name: string;
  /** Pinned reference. */
  readonly image: string;
  /** Compressed size in bytes, where the image lock knows it. */
  readonly imageSize: number | undefined;
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[] | undefined;
  readonly env: readonly EnvModel[];
  readonly configFiles: readonly ConfigFileModel[];
  readonly secrets: readonly SecretModel[];
  readonly limits: {
    readonly cpu: number;
    readonly memory: number;
    readonly pids: number | undefined;
    readonly ephemeralStorage: number | undefined;
  };
  readonly reservations: { readonly cpu: number | undefined; readonly memory: number | undefined };
  readonly user: number | 'image';
  readonly group: number | undefined;
  readonly capabilities: readonly Capability[];
  readonly capabilitiesReason: string | undefined;
  readonly exceptions: SecurityExceptions;
  readonly health: HealthModel | undefined;
  readonly mounts: readonly VolumeMount[];
}

/** An environment variable. */
export interface EnvModel {
  readonly name: string;
  readonly value: string | { readonly secret: string; readonly key: string };
}

/** A config file; `key` names it in a ConfigMap and beside `compose.yaml`. */
export interface ConfigFileModel {
  readonly path: string;
  readonly content: string;
  readonly key: string;
}

/** A secret, mounted as a file. */
export interface SecretModel {
  readonly name: string;
  readonly key: string;
  readonly path: string;
}

/** A port. */
export interface PortModel {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly publish: { readonly port: number; readonly on: 'lan' | 'loopback' | 'all' } | undefined;
}

/** A volume of the main container. Sizes in bytes. */
export type VolumeModel =
  | {
      readonly kind: 'named';
      /** By which it is known on site. */
      readonly name: string;
      readonly renamedFrom: string | undefined;
      readonly path: string;
      readonly size: number;
      readonly owner: 'image' | 'device' | undefined;
    }
  | { readonly kind: 'tmpfs'; readonly path: string; readonly size: number }
  | { readonly kind: 'host'; readonly source: string; readonly path: string; readonly readOnly: boolean };

/** A health check with every default filled in; times in seconds. */
export interface HealthModel {
  readonly check:
    | { readonly kind: 'command'; readonly command: readonly string[] }
    | {
        readonly kind: 'http';
        readonly path: string;
        readonly port: number;
        readonly tool: 'wget' | 'curl' | undefined;
      }
    | { readonly kind: 'tcp'; readonly port: number; readonly tool: 'nc' | undefined };
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod: number;
  /** Whether the program states the start period itself. */
  readonly startPeriodStated: boolean;
  readonly restartAfter: number | undefined;
}

/** Every container of a workload: main, then sidecars, then init containers. */
export function containersOf(w: WorkloadModel): readonly ContainerModel[] {
  return [w.main, ...w.sidecars, ...w.init];
}
