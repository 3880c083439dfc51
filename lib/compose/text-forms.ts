/** What a text in a service has to be, where the schema of the specification says only that it is one. */
export interface TextForm {
  readonly pattern: RegExp;
  readonly fix: string;
}

const FORMS: readonly (TextForm & { readonly at: RegExp })[] = [
  {
    at: /^\/(?:stop_grace_period|healthcheck\/(?:interval|timeout|start_period|start_interval)|deploy\/(?:update_config|rollback_config|restart_policy)\/(?:delay|monitor|window))$/,
    // xhit/go-str2duration
    pattern: /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+)$/,
    fix: 'Write a duration, such as 30s.',
  },
  {
    at: /^\/(?:cpus|cpu_count|cpu_percent|cpu_period|cpu_quota|cpu_rt_period|cpu_rt_runtime|cpu_shares|oom_score_adj|pids_limit|scale|ulimits\/[^/]+(?:\/(?:soft|hard))?|healthcheck\/retries|deploy\/(?:replicas|restart_policy\/max_attempts|(?:update|rollback)_config\/(?:parallelism|max_failure_ratio)|resources\/(?:limits|reservations)\/(?:cpus|pids)))$/,
    pattern: /^[-+]?\d+(?:\.\d+)?$/,
    fix: 'Write a number.',
  },
  {
    at: /^\/(?:mem_limit|mem_reservation|mem_swappiness|memswap_limit|shm_size|deploy\/resources\/(?:limits|reservations)\/memory)$/,
    // docker/go-units, RAMInBytes
    pattern: /^-?\d+(?:\.\d+)? ?[kmgtp]?i?b?$/i,
    fix: 'Write a size, such as 64m.',
  },
  { at: /^\/umask$/, pattern: /^0?o?[0-7]+$/, fix: 'Write an octal number in quotes, such as "077".' },
  { at: /^\/extra_hosts\/\d+$/, pattern: /^[^=:]+[=:]./, fix: 'Write a name and its address: printer=10.0.42.50.' },
];

/** The form of a text at a JSON Pointer in a service, where Compose asks for one. */
export function formAt(pointer: string): TextForm | undefined {
  return FORMS.find(({ at }) => at.test(pointer));
}

/** What Compose takes for true or false (compose-go, loader/interpolate.go, toBoolean). */
export const BOOLEAN: TextForm = { pattern: /^(?:true|false|y|yes|on|n|no|off)$/i, fix: 'Write true or false.' };
