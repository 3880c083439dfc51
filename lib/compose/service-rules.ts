import type { Report } from '../validation/problem';
import type { RuleCode } from '../validation/rules';
import { show } from '../validation/values';
import { DOCKER_MINIMUM_CPU, DOCKER_MINIMUM_MEMORY } from '../workload/read-limits';
import { restartPolicyOf } from './facts';
import { field, isOn, isStated, items, sourcesIn, textOf } from './forms';
import { readMount } from './mount-forms';
import { readPort } from './port-forms';
import { awaitedIn, danglingIn, relativePathsIn, strangersIn } from './references';
import type { ComposeServiceDefinition, ComposeSpecification } from './spec';
import { bytesIn } from './units';

interface Unusable {
  readonly code: RuleCode;
  readonly because: string;
  readonly instead: string;
}

const RESOLVE = 'Resolve it before: `docker compose config` prints the project without it.';

/** Keys that a device, or a reader of the output, can do nothing with. */
const UNUSABLE = {
  build: {
    code: 'build-on-device',
    because: 'is built on the device',
    instead: 'Build in CI, push, and name the image with its digest.',
  },
  extends: { code: 'compose-invalid', because: 'extends another service, which rules cannot see', instead: RESOLVE },
  profiles: {
    code: 'compose-invalid',
    because: 'has profiles, which nobody activates on a device',
    instead: 'Remove profiles, or leave the service out in the program.',
  },
  provider: {
    code: 'compose-invalid',
    because: 'is run by a plugin of Compose that the device does not have',
    instead: 'Run it as a container.',
  },
  models: {
    code: 'compose-invalid',
    because: 'uses models, which need Docker Model Runner on the device',
    instead: 'Run the model in a container.',
  },
} as const satisfies { readonly [key in keyof ComposeServiceDefinition]?: Unusable };

/** Checks what only Compose has in a service; `awaited` are the services that run once. */
export function checkService(
  name: string,
  service: ComposeServiceDefinition,
  project: ComposeSpecification,
  awaited: ReadonlySet<string>,
  report: Report,
): void {
  const title = `service "${name}"`;
  const invalid = (what: string, fix: string) => report('compose-invalid', `${title} ${what}.`, fix);
  for (const [key, { code, because, instead }] of Object.entries(UNUSABLE)) {
    const value = field(service, key);
    if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) {
      report(code, `${title} ${because}.`, instead);
    }
  }
  for (const { kind, name: other } of danglingIn(service, project)) {
    const define = kind === 'service' ? 'Add the service, or remove the reference.' : `Define it in ${kind}s.`;
    invalid(`names the ${kind} "${other}", which the project does not define`, define);
  }
  for (const other of strangersIn(service)) {
    invalid(`needs "${other}", a container of no project`, 'Make it a service of the site.');
  }
  for (const path of relativePathsIn(service)) {
    invalid(
      `needs "${path}" beside compose.yaml, where the device does not have it`,
      'Write an absolute path, a named volume, or values of the program.',
    );
  }
  checkLimits(title, service, report);
  checkContents(service, project, invalid);
  checkPorts(title, service, report);
  checkRestart(title, service, awaited.has(name), report);
}

function checkRestart(title: string, service: ComposeServiceDefinition, runsOnce: boolean, report: Report): void {
  const { afterBoot, isRefused, isOfDeploy } = restartPolicyOf(service);
  if (isRefused) {
    const fix = 'Docker counts with on-failure only: remove the number.';
    report('compose-invalid', `${title} has a restart policy with a number of attempts.`, fix);
  }
  if (afterBoot || runsOnce) return;
  report(
    'restart-missing',
    `${title} does not come back after a power cut.`,
    isOfDeploy ? 'Write condition: any in deploy.restart_policy, which wins.' : 'Write restart: unless-stopped.',
  );
}

/** The services that others wait for to end: they run once. */
export function awaitedServices(project: ComposeSpecification): ReadonlySet<string> {
  return new Set(Object.values(project.services ?? {}).flatMap(awaitedIn));
}

/** Checks that entries in lists are in a form that Compose reads. */
export function checkForms(name: string, service: ComposeServiceDefinition, report: Report): void {
  const unread = (key: string, read: (entry: unknown) => unknown) => {
    for (const entry of items(field(service, key))) {
      const text = typeof entry === 'string' ? entry : show(entry);
      if (read(entry) !== undefined || text.includes('$')) continue;
      report('compose-invalid', `service "${name}" has ${text} in ${key}, which Compose cannot read.`, 'Correct it.');
    }
  };
  unread('ports', readPort);
  unread('volumes', readMount);
}

/** Docker starts no container with less than a hundredth of a core, and makes none with less than 6 MiB. */
function checkLimits(title: string, service: ComposeServiceDefinition, report: Report): void {
  const limits = field(service, 'deploy', 'resources', 'limits');
  for (const cpus of [service.cpus, field(limits, 'cpus')]) {
    if (!isStated(cpus) || !(Number(cpus) < DOCKER_MINIMUM_CPU)) continue;
    report('limits-invalid', `${title} may use ${show(cpus)} CPUs.`, `Write ${DOCKER_MINIMUM_CPU} or more.`);
  }
  for (const memory of [service.mem_limit, field(limits, 'memory')]) {
    if (!isStated(memory) || !((bytesIn(memory) ?? Infinity) < DOCKER_MINIMUM_MEMORY)) continue;
    report('limits-invalid', `${title} may use ${show(memory)} of memory.`, 'Write 6m or more.');
  }
}

/** Docker copies `content` into the container, which fails with a read-only root. */
function checkContents(
  service: ComposeServiceDefinition,
  project: ComposeSpecification,
  invalid: (what: string, fix: string) => void,
): void {
  if (!isOn(service.read_only)) return;
  for (const source of sourcesIn(service.configs)) {
    const config = field(project.configs, source);
    if (field(config, 'content') === undefined && field(config, 'environment') === undefined) continue;
    invalid(
      `has read_only and the config "${source}", which is no file`,
      'Docker cannot make it there: use configFiles of a workload, or a file of the device.',
    );
  }
}

function checkPorts(title: string, service: ComposeServiceDefinition, report: Report): void {
  for (const entry of items(service.ports)) {
    const port = readPort(entry);
    if (port === undefined || port.address !== undefined) continue;
    const text =
      typeof entry === 'object' ? textOf(String(field(entry, 'published') ?? field(entry, 'target'))) : entry;
    report(
      'port-on-all-interfaces',
      `${title} publishes ${text} on every interface of the device.`,
      'Use the long form with host_ip, or put the address before the port.',
    );
  }
}
