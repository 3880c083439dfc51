import type {
  CapabilitiesProps,
  ConfigFile,
  InitContainerProps,
  Limits,
  Reservations,
  SecretMount,
  SecurityExceptions,
  SidecarProps,
  VolumeMount,
} from '../portable/container';
import type { HealthTiming, HttpHealthProps, TcpHealthProps } from '../portable/health';
import type { PortProps, Publish } from '../portable/port';
import type { SecretProps } from '../portable/secret';
import type { HostPathVolume, NamedVolume, TmpfsVolume } from '../portable/volume';
import type { Names } from '../validation/properties';
import type { PodPeer } from './model';
import type { HostNetworkProps, WorkloadProps } from './props';

const CONTAINER = {
  image: true,
  command: true,
  args: true,
  env: true,
  configFiles: true,
  secrets: true,
  limits: true,
  reservations: true,
  user: true,
  group: true,
  capabilities: true,
  exceptions: true,
} as const;

export const WORKLOAD: Names<WorkloadProps> = {
  ...CONTAINER,
  ports: true,
  volumes: true,
  health: true,
  stopGracePeriod: true,
  sidecars: true,
  init: true,
  hostNetwork: true,
  replicas: true,
  priority: true,
  peripherals: true,
  gpus: true,
  labels: true,
  on: true,
  egress: true,
  renamedFrom: true,
};

export const SIDECAR: Names<SidecarProps> = { ...CONTAINER, name: true, mounts: true, health: true };
export const INIT: Names<InitContainerProps> = { ...CONTAINER, name: true, mounts: true };
export const LIMITS: Names<Limits> = { cpu: true, memory: true, pids: true, ephemeralStorage: true };
export const RESERVATIONS: Names<Reservations> = { cpu: true, memory: true };
export const CAPABILITIES_PROPS: Names<CapabilitiesProps> = { add: true, reason: true };
export const EXCEPTIONS: Names<SecurityExceptions> = {
  root: true,
  writableRootFilesystem: true,
  privilegeEscalation: true,
  privileged: true,
};
export const CONFIG_FILE: Names<ConfigFile> = { path: true, content: true };
export const SECRET_MOUNT: Names<SecretMount> = { secret: true, mountPath: true };
export const SECRET: Names<SecretProps> = { key: true };
export const VOLUME_MOUNT: Names<VolumeMount> = { volume: true, mountPath: true, readOnly: true };
export const PORT: Names<PortProps> = { name: true, port: true, protocol: true, publish: true };
export const PUBLISH: Names<Publish> = { port: true, on: true };
export const NAMED_VOLUME: Names<NamedVolume> = {
  name: true,
  mountPath: true,
  size: true,
  owner: true,
  renamedFrom: true,
};
export const TMPFS_VOLUME: Names<TmpfsVolume> = { tmpfs: true, mountPath: true };
export const HOST_VOLUME: Names<HostPathVolume> = { hostPath: true, mountPath: true, readOnly: true };
export const HOST_NETWORK: Names<HostNetworkProps> = { reason: true };
export const PEER: Names<PodPeer> = { namespace: true, podLabels: true, ports: true };

const TIMING: Names<HealthTiming> = {
  interval: true,
  timeout: true,
  retries: true,
  startPeriod: true,
  restartAfter: true,
};
const HTTP: Names<HttpHealthProps> = { ...TIMING, path: true, port: true, composeTool: true };
const TCP: Names<TcpHealthProps> = { ...TIMING, port: true, composeTool: true };

/** What the factory of each kind of check takes. */
export const HEALTH = { command: TIMING, http: HTTP, tcp: TCP } as const;
