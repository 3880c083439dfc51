import type { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Labels } from './labels';

/** Instruction sets that devices have and images are pinned for. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** Every architecture, for checks at run time. */
export const ARCHITECTURES = ['amd64', 'arm64', 'arm'] as const;

/** Part of a disk. */
export interface Partition {
  /** Absolute path at which the operating system mounts it. */
  readonly mountPoint: string;
  /** What it holds. */
  readonly size: Size;
}

/** A disk. Its kind matters: etcd wears out eMMC and SD cards. */
export interface Disk {
  /** `nvme`, `ssd`, `emmc` or `sd`. */
  readonly kind: 'nvme' | 'ssd' | 'emmc' | 'sd';
  /** What it holds. */
  readonly size: Size;
  /** Its parts. @default - not known */
  readonly partitions?: readonly Partition[] | undefined;
}

/** A network interface. */
export interface Nic {
  /** Name on the device, such as `eth0`. */
  readonly name: string;
  /** MAC address. @default - not known */
  readonly mac?: string | undefined;
  /** Speed in Mbit/s. @default - not known */
  readonly speed?: number | undefined;
}

/** A graphics processor. */
export interface Gpu {
  /** Who made it; a workload's `gpus` are those of NVIDIA. */
  readonly vendor: 'nvidia' | 'amd' | 'intel';
  /** Model name, as the vendor writes it. */
  readonly model: string;
  /** Memory of its own. @default - not known */
  readonly memory?: Size | undefined;
}

/** What a device is, as far as the program says. */
export interface Hardware {
  /** Instruction set: `amd64`, `arm64` or `arm`. */
  readonly architecture: Architecture;
  /** Physical cores. */
  readonly cores: number;
  /** Main memory. */
  readonly memory: Size;
  /** Its disks. @default - not known */
  readonly disks?: readonly Disk[] | undefined;
  /** Its network interfaces. @default - not known */
  readonly nics?: readonly Nic[] | undefined;
  /** Its graphics processors. @default - none */
  readonly gpus?: readonly Gpu[] | undefined;
  /** Device nodes of serial and USB hardware, such as `/dev/ttyUSB0`. @default - none */
  readonly peripherals?: readonly string[] | undefined;
}

/** A device as renderers and checks see it. */
export interface DeviceModel extends Hardware {
  readonly construct: IConstruct;
  readonly path: string;
  readonly name: string;
  readonly address: string | undefined;
  readonly serial: string | undefined;
  readonly labels: Labels;
  readonly role: 'server' | 'agent' | undefined;
}
