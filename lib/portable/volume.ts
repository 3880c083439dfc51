import type { Size } from 'cdk8s';

/** Data that outlives the container, the workload and its release. */
export interface NamedVolume {
  /** DNS-1035 label, unique in the workload. */
  readonly name: string;
  /** Absolute path in the container. */
  readonly mountPath: string;
  /** What the data is planned to need. Neither local-path nor Docker enforces it. */
  readonly size: Size;
  /**
   * Who makes the directory writable for a user that is not root, on Compose:
   * `'image'`: the image has `mountPath` with the right owner, which Docker copies to the new volume;
   * `'device'`: the device has the directory, as `site.json` lists it, for the user and the group of the main container.
   * K3s' local-path needs neither.
   *
   * @default - refused on Compose for a user that is not root
   */
  readonly owner?: 'image' | 'device' | undefined;
  /** The name that it had when it was first delivered: its data stay where they are. @default - it was never renamed */
  readonly renamedFrom?: string | undefined;
}

/** A file system in memory; its content counts against the memory limit. */
export interface TmpfsVolume {
  /** What it can hold at most. */
  readonly tmpfs: Size;
  /** Absolute path in the container. */
  readonly mountPath: string;
}

/** A directory or file of the device, below a prefix that `hostPaths` of the site or fleet allows. */
export interface HostPathVolume {
  /** Absolute path on the device. It has to exist. */
  readonly hostPath: string;
  /** Absolute path in the container. */
  readonly mountPath: string;
  /** Whether the container can only read it. @default true */
  readonly readOnly?: boolean | undefined;
}

/** What a workload mounts besides config files and secrets. */
export type Volume = NamedVolume | TmpfsVolume | HostPathVolume;
