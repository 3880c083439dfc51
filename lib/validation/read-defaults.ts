import type { Orchestrator } from '../orchestrator';
import type { Logging, Priority, WorkloadDefaults } from '../portable/defaults';
import { readCompose, readK3s, readKubernetes } from './choices';
import { checkTargets, definedIn, foreignIn, type StatedDefaults, TARGETS } from './defaults';
import { readEgress } from './egress';
import { SUBDOMAIN } from './names';
import type { Report } from './problem';
import { checkKnown, copyOf, type Names } from './properties';
import { Reader } from './reader';
import { readUserId } from './user';
import { isRecord, show } from './values';

const DEFAULTS: Names<WorkloadDefaults> = {
  user: true,
  egress: true,
  pullSecrets: true,
  logging: true,
  priority: true,
};
const LOGGING: Names<Logging> = { maxSize: true, maxFiles: true };
const PRIORITIES: readonly Priority[] = ['critical', 'normal', 'best-effort'];

/** Reads defaults that are stated, for `readDefaults`. */
export function readStated(given: StatedDefaults, orchestrator: Orchestrator, report: Report): StatedDefaults {
  if (!isRecord(given)) {
    report('value-invalid', `defaults is ${show(given)}, not an object.`, 'Write defaults: { … }.');
    return {};
  }
  const value = copyOf(given, { ...DEFAULTS, ...TARGETS.k3s, ...TARGETS['docker-compose'] });
  const foreign = foreignIn(value, orchestrator);
  checkTargets('defaults.', value, orchestrator, report);
  const stated: StatedDefaults = Object.fromEntries(Object.entries(value).filter(([name]) => !foreign.has(name)));
  checkKnown('defaults', stated, { ...DEFAULTS, ...TARGETS[orchestrator] }, report);
  const reader = new Reader(report, report);
  const { user, egress, pullSecrets, logging, priority, kubernetes, k3s, compose } = stated;
  return definedIn({
    user: user === undefined ? undefined : readUserId('defaults.user', user, reader),
    egress: egress === undefined ? undefined : readEgress('defaults.egress', egress, reader),
    pullSecrets: pullSecrets === undefined ? undefined : readPullSecrets(pullSecrets, reader),
    logging: readLogging(logging, reader),
    priority: priority === undefined ? undefined : readPriority('defaults.priority', priority, reader),
    kubernetes: readKubernetes('defaults.kubernetes', kubernetes, reader),
    k3s: readK3s('defaults.k3s', k3s, reader),
    compose: readCompose('defaults.compose', compose, reader),
  });
}

/** Reads a priority that is stated. */
export function readPriority(field: string, priority: unknown, reader: Reader): Priority | undefined {
  return reader.oneOf(field, priority, PRIORITIES);
}

/** Kubernetes takes each once. */
function readPullSecrets(names: readonly string[], reader: Reader): string[] {
  const read = reader.texts('defaults.pullSecrets', names) ?? [];
  const good = read.filter((name) => {
    if (SUBDOMAIN.test(name)) return true;
    reader.report(
      'name-invalid',
      `defaults.pullSecrets has ${show(name)}, not the name of a Secret.`,
      'Use a-z, 0-9, "-" and ".".',
    );
    return false;
  });
  return [...new Set(good)];
}

function readLogging(value: Logging | undefined, reader: Reader): Logging | undefined {
  const logging = reader.record('defaults.logging', value, LOGGING);
  if (logging === undefined) return undefined;
  const { maxSize, maxFiles } = logging;
  const isSized = maxSize === undefined || reader.bytes('defaults.logging.maxSize', maxSize) !== undefined;
  return definedIn({
    maxSize: isSized ? maxSize : undefined,
    // The kubelet takes no less than two files (containerLogMaxFiles).
    maxFiles: maxFiles === undefined ? undefined : reader.whole('defaults.logging.maxFiles', maxFiles, 2, 1000),
  });
}
