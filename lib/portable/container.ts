import type { Size } from 'cdk8s';
import type { Health } from './health';
import type { Secret } from './secret';

/** Value of an environment variable. A `Secret` needs the choice `secretsInEnv`; a mounted file needs none. */
export type EnvValue = string | number | boolean | Secret;

/** A file that the program writes into a container, read-only. */
export interface ConfigFile {
  /** Absolute path of the file in the container. */
  readonly path: string;
  /** Its text, UTF-8. All files of a container share 1 MiB. */
  readonly content: string;
}

/** A secret that a container reads as a file. A new value is seen after a restart. */
export interface SecretMount {
  /** The secret and its key. */
  readonly secret: Secret;
  /** Absolute path of the file in the container, not of a directory. */
  readonly mountPath: string;
}

/** What a container can use at most. */
export interface Limits {
  /** CPU in cores; 0.5 is half a core. Compose takes no less than 0.01. */
  readonly cpu: number;
  /** Memory, in-memory file systems such as `/tmp` included. */
  readonly memory: Size;
  /**
   * Number of processes and threads.
   *
   * @default 4096 on Compose; on K3s the kubelet's limit for every pod of the node
   */
  readonly pids?: number | undefined;
  /**
   * Disk for logs and the writable layer, volumes not included.
   *
   * @default 1 GiB on K3s; on Docker nothing can limit it
   */
  readonly ephemeralStorage?: Size | undefined;
}

/** What a container is guaranteed. */
export interface Reservations {
  /** CPU in cores. @default - as `limits.cpu` on K3s, none on Compose */
  readonly cpu?: number | undefined;
  /** Memory. @default - as `limits.memory` on K3s, none on Compose */
  readonly memory?: Size | undefined;
}

/** A Linux capability without its `CAP_` prefix, such as `NET_BIND_SERVICE`. */
export type Capability = (typeof CAPABILITIES)[number];

/** Capabilities that Pod Security's `baseline` level allows (Kubernetes, Pod Security Standards). */
export const BASELINE_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
] as const;

/** All capabilities (capabilities(7), Linux 6.6). */
export const CAPABILITIES = [
  ...BASELINE_CAPABILITIES,
  'AUDIT_CONTROL',
  'AUDIT_READ',
  'BLOCK_SUSPEND',
  'BPF',
  'CHECKPOINT_RESTORE',
  'DAC_READ_SEARCH',
  'IPC_LOCK',
  'IPC_OWNER',
  'LEASE',
  'LINUX_IMMUTABLE',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
  'NET_ADMIN',
  'NET_BROADCAST',
  'NET_RAW',
  'PERFMON',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_MODULE',
  'SYS_NICE',
  'SYS_PACCT',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'SYSLOG',
  'WAKE_ALARM',
] as const;

/** Capabilities that a container gets back after all were dropped. */
export interface CapabilitiesProps {
  /** What the container gets back. Pod Security's `restricted` allows `NET_BIND_SERVICE` only. */
  readonly add: readonly Capability[];
  /** Why; recorded in `site.json`. */
  readonly reason: string;
}

/** Exceptions from the safe defaults. Each value is the reason, recorded in `site.json`. */
export interface SecurityExceptions {
  /** Run as user 0. */
  readonly root?: string | undefined;
  /** Let the container write its root file system. */
  readonly writableRootFilesystem?: string | undefined;
  /** Let a process gain more privileges than its parent (setuid programs). */
  readonly privilegeEscalation?: string | undefined;
  /** Give the container all of the device. */
  readonly privileged?: string | undefined;
}

/** What every container of a workload has. */
export interface ContainerProps {
  /** `registry/repository:tag@sha256:…`; without digest only where the image lock has the tag. */
  readonly image: string;
  /** Replaces the image's entry point. @default - the image's */
  readonly command?: readonly string[] | undefined;
  /** Arguments of the entry point. @default - the image's */
  readonly args?: readonly string[] | undefined;
  /** Environment variables. */
  readonly env?: Readonly<Record<string, EnvValue | undefined>> | undefined;
  /** Files that the program writes into the container. A change restarts it. */
  readonly configFiles?: readonly ConfigFile[] | undefined;
  /** Secrets that the container reads as files. */
  readonly secrets?: readonly SecretMount[] | undefined;
  /** What the container can use at most; required. */
  readonly limits: Limits;
  /** What the container is guaranteed. */
  readonly reservations?: Reservations | undefined;
  /**
   * User id, or `'image'` for what the image says.
   *
   * @default - `defaults.user` of the site or fleet, and refused where there is none
   */
  readonly user?: number | 'image' | undefined;
  /** Group id. @default - as `user`; the image's for `'image'` */
  readonly group?: number | undefined;
  /** Capabilities that the container gets back. @default - none */
  readonly capabilities?: CapabilitiesProps | undefined;
  /** Exceptions from the safe defaults. @default - none */
  readonly exceptions?: SecurityExceptions | undefined;
}

/** A named volume of the workload, seen by another of its containers. */
export interface VolumeMount {
  /** Name of one of the workload's named volumes. */
  readonly volume: string;
  /** Absolute path in the container. */
  readonly mountPath: string;
  /** Whether the container can only read it. @default false */
  readonly readOnly?: boolean | undefined;
}

/**
 * A container that runs beside the main one, in its network. On K3s it starts before it and stops after it; on Compose,
 * where it needs a choice, it starts after it.
 */
export interface SidecarProps extends ContainerProps {
  /** DNS-1035 label, unique in the workload. */
  readonly name: string;
  /** Volumes of the workload that it sees. @default - none */
  readonly mounts?: readonly VolumeMount[] | undefined;
  /** How the orchestrator finds out that it is ready. @default - ready when it runs */
  readonly health?: Health | undefined;
}

/** A container that has to end with 0 before the main one starts. */
export interface InitContainerProps extends ContainerProps {
  /** DNS-1035 label, unique in the workload. */
  readonly name: string;
  /** Volumes of the workload that it sees. @default - none */
  readonly mounts?: readonly VolumeMount[] | undefined;
}
