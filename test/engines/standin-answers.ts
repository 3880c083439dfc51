/** As much of what a stand-in tells about itself as the tests look at. */
export interface Self {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  /** Lines of /proc/self/status. */
  readonly status: Readonly<Record<string, string>>;
  readonly cgroup: Readonly<Record<string, string>>;
  /** Type and options by mount point. */
  readonly mounts: Readonly<Record<string, string>>;
}

/** What came of something that may be forbidden. */
export interface Outcome {
  readonly ok: boolean;
  readonly error?: string;
  readonly content?: string;
  readonly mode?: string;
}

/** A file as the container sees it. */
export interface FileFacts extends Outcome {
  readonly content: string;
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
}

/** Bytes. */
export function memoryLimit({ cgroup }: Self): number {
  return Number(cgroup['memory.max'] ?? cgroup['memory.limit_in_bytes']);
}

/** Cores. */
export function cpuLimit({ cgroup }: Self): number {
  const [quota, period] = cgroup['cpu.max']?.split(' ') ?? [cgroup['cpu.cfs_quota_us'], cgroup['cpu.cfs_period_us']];
  return Number(quota) / Number(period);
}
