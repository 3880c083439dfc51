/** As much of what a stand-in tells about itself as the tests look at. */
export interface Self {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
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
}

/** A file as the container sees it. */
export interface FileFacts extends Outcome {
  readonly content: string;
  readonly mode: string;
  readonly uid: number;
}
