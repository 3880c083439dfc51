import type { HealthModel } from '../workload/model';
import type { ComposeHealthcheck } from './spec';

/** The check of a container. Docker only reports its result. */
export function toHealthcheck(health: HealthModel): ComposeHealthcheck {
  return {
    test: ['CMD', ...commandOf(health)],
    interval: `${health.interval}s`,
    timeout: `${health.timeout}s`,
    retries: health.retries,
    start_period: `${health.startPeriod}s`,
  };
}

function commandOf({ check, timeout }: HealthModel): readonly string[] {
  if (check.kind === 'command') return check.command;
  // The matrix refuses a check without a tool before this is written.
  if (check.kind === 'tcp') return [check.tool ?? 'nc', '-z', '-w', String(timeout), '127.0.0.1', String(check.port)];
  const url = `http://127.0.0.1:${check.port}${check.path}`;
  return check.tool === 'curl'
    ? ['curl', '-fsS', '--noproxy', '*', '-o', '/dev/null', url]
    : ['wget', '-q', '-O', '/dev/null', url];
}
