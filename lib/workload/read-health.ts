import { Health } from '../portable/health';
import type { Reader } from '../validation/reader';
import { isWhole, show } from '../validation/values';
import type { ContainerContext } from './context';
import type { HealthModel, PortModel } from './model';
import { HEALTH } from './properties';

/** How each kind of check is written. */
const CALLS: Readonly<Record<Health['check']['kind'], string>> = {
  command: "Health.command(['pg_isready'], { interval: Duration.seconds(10) })",
  http: "Health.httpGet({ path: '/healthz', port: 'http' })",
  tcp: "Health.tcp({ port: 'http' })",
};

/** Reads a health check; undefined, with a problem, where it is not valid. */
export function readHealth(at: string, health: Health, { reader, ports }: ContainerContext): HealthModel | undefined {
  if (!Health.isHealth(health)) {
    reader.report('value-invalid', `${at}health is not a Health.`, `Write ${CALLS.http}, say.`);
    return undefined;
  }
  const { timing } = health;
  if (typeof timing !== 'object' || timing === null) {
    const given = timing === undefined ? 'nothing' : show(timing);
    reader.report('value-invalid', `${at}health is given ${given}.`, `Write ${CALLS[health.check.kind]}, say.`);
    return undefined;
  }
  reader.onlyKnown(`${at}health`, timing, HEALTH[health.check.kind]);
  const check = readCheck(at, health, ports, reader);
  const interval = reader.seconds(`${at}health.interval`, timing.interval, 10);
  const timeout = reader.seconds(`${at}health.timeout`, timing.timeout, 5);
  const restartAfter =
    timing.restartAfter === undefined ? undefined : reader.seconds(`${at}health.restartAfter`, timing.restartAfter, 60);
  const retries = timing.retries === undefined ? 3 : reader.whole(`${at}health.retries`, timing.retries, 1, 1000);
  if (check === undefined || retries === undefined) return undefined;
  return {
    check,
    interval,
    timeout,
    retries,
    startPeriod: reader.seconds(`${at}health.startPeriod`, timing.startPeriod, 30, 0),
    startPeriodStated: timing.startPeriod !== undefined,
    restartAfter,
  };
}

function readCheck(
  at: string,
  { check }: Health,
  ports: readonly PortModel[],
  reader: Reader,
): HealthModel['check'] | undefined {
  if (check.kind === 'command') {
    const command = reader.texts(`${at}health.command`, check.command) ?? [];
    if (command.length > 0) return { kind: 'command', command };
    reader.report('value-invalid', `${at}health has an empty command.`, 'Write the program and its arguments.');
    return undefined;
  }
  const port = readPort(at, check.port, ports, reader);
  if (port === undefined) return undefined;
  if (check.tool !== undefined) {
    reader.oneOf(`${at}health.composeTool`, check.tool, check.kind === 'tcp' ? ['nc'] : ['wget', 'curl']);
  }
  if (check.kind === 'tcp') return { kind: 'tcp', port, tool: check.tool };
  if (typeof check.path === 'string' && /^\/[\x21-\x7e]*$/.test(check.path)) {
    return { kind: 'http', path: check.path, port, tool: check.tool };
  }
  reader.report(
    'value-invalid',
    `${at}health.path is ${show(check.path)}, not a path.`,
    'Start with "/", and encode what is not ASCII.',
  );
  return undefined;
}

function readPort(at: string, port: string | number, ports: readonly PortModel[], reader: Reader): number | undefined {
  if (isWhole(port, 1, 65_535)) return port;
  const named = ports.find((p) => p.name === port);
  if (named?.protocol === 'tcp') return named.port;
  if (named !== undefined) {
    reader.report(
      'reference-unknown',
      `${at}health.port is ${show(port)}, a UDP port: whether one listens there cannot be seen from outside.`,
      'Use a TCP port, or Health.command([…]).',
    );
    return undefined;
  }
  const known = ports.filter((p) => p.protocol === 'tcp').map((p) => `'${p.name}'`);
  reader.report(
    'reference-unknown',
    `${at}health.port is ${show(port)}, not a TCP port of the workload.`,
    known.length === 0 ? 'Declare it in ports, or write its number.' : `Use one of ${known.join(', ')}, or a number.`,
  );
  return undefined;
}
