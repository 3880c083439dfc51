import * as fc from 'fast-check';
import { Health, type HealthTiming, type PortProps } from 'sff-constructs';
import { rarely, text, time } from './values';

/** A check before it is known which ports there are, and whether its tool has to be stated. */
export interface LooseHealth {
  readonly kind: 'command' | 'http' | 'tcp';
  readonly command: readonly string[];
  readonly path: string;
  readonly tool: 'wget' | 'curl';
  /** Whether the tool is stated where nobody asks for it. */
  readonly stated: boolean;
  /** Asks by name for one of the ports, where there is one for TCP; by number otherwise. */
  readonly named: number | undefined;
  readonly port: number;
  readonly timing: HealthTiming;
}

export const health: fc.Arbitrary<LooseHealth> = fc.record({
  kind: fc.constantFrom('command', 'http', 'tcp'),
  command: fc
    .tuple(fc.constantFrom('pg_isready', '/bin/check', '$CHECK'), fc.array(text, { maxLength: 2 }))
    .map(([program, args]) => [program, ...args]),
  path: fc.oneof(
    fc.constantFrom('/', '/healthz', '/$HOME', '/a?b=c&d', '/%20', '/"\'', '/$(A)'),
    fc.stringMatching(/^\/[\x21-\x7e]{0,12}$/),
  ),
  tool: fc.constantFrom('wget', 'curl'),
  stated: fc.boolean(),
  named: fc.option(fc.nat(5), { nil: undefined, freq: 2 }),
  port: fc.integer({ min: 1, max: 65_535 }),
  timing: fc.record({
    interval: rarely(time(1), 2),
    timeout: rarely(time(1), 2),
    retries: rarely(fc.oneof(fc.integer({ min: 1, max: 10 }), fc.constant(1000)), 2),
    startPeriod: rarely(time(0), 2),
    restartAfter: rarely(time(1), 2),
  }),
});

/** The check of a workload with these ports. */
export function settleHealth(loose: LooseHealth, ports: readonly PortProps[], needsTool: boolean): Health {
  const { kind, command, path, timing, named } = loose;
  if (kind === 'command') return Health.command(command, timing);
  const open = ports.filter(({ protocol = 'tcp' }) => protocol === 'tcp');
  const port = (named === undefined ? undefined : open[named % Math.max(1, open.length)]?.name) ?? loose.port;
  const states = needsTool || loose.stated;
  return kind === 'http'
    ? Health.httpGet({ ...timing, path, port, composeTool: states ? loose.tool : undefined })
    : Health.tcp({ ...timing, port, composeTool: states ? 'nc' : undefined });
}
