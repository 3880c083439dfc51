import type { Report } from '../validation/problem';
import { show } from '../validation/values';
import { replicasOf } from './facts';
import { field, isStated, items, textOf, textsIn } from './forms';
import { targetOf } from './mount-forms';
import { readPort } from './port-forms';
import type { ComposeServiceDefinition } from './spec';

/** Keys of a service that `deploy.resources` has, too. */
const TWICE = [
  ['cpus', 'limits', 'cpus'],
  ['mem_limit', 'limits', 'memory'],
  ['pids_limit', 'limits', 'pids'],
  ['mem_reservation', 'reservations', 'memory'],
] as const;

/** Checks what Compose or Docker refuses of a service that its schema accepts (compose-go, loader/validate.go). */
export function checkConsistency(name: string, service: ComposeServiceDefinition, report: Report): void {
  const invalid = (what: string, fix: string) => report('compose-invalid', `service "${name}" ${what}.`, fix);
  if (service.network_mode !== undefined && service.networks !== undefined) {
    invalid('has network_mode and networks', 'Remove one of them.');
  }
  for (const [key, kind, other] of TWICE) {
    const resources = field(service.deploy, 'resources', kind);
    if (!isStated(service[key]) || resources === undefined || resources === null) continue;
    if (String(field(resources, other)) === String(service[key])) continue;
    invalid(`has ${key}, and deploy.resources.${kind} that differ`, `Write ${other} there, and remove ${key}.`);
  }
  const replicas = field(service.deploy, 'replicas');
  if (service.scale !== undefined && replicas !== undefined && String(service.scale) !== String(replicas)) {
    invalid('has another scale than deploy.replicas', 'Remove one of them.');
  }
  // The schema has it, and compose-go 2.16 crashes over it.
  if (service.pid === null) invalid('has pid without a value', 'Remove it.');
  checkReplicas(service, invalid);
  if (items(service.ports).length > 0 && /^(?:service|container):/.test(textOf(service.network_mode) ?? '')) {
    invalid(`publishes ports and has network_mode: ${service.network_mode}`, 'Publish them on that service.');
  }
  const [first] = items(field(service, 'healthcheck', 'test'));
  if (first !== undefined && !['NONE', 'CMD', 'CMD-SHELL'].includes(String(first))) {
    invalid(`has the health check ${show(first)}`, 'Begin the list with CMD, or write one text for a shell.');
  }
  const targets = [
    ...textsIn(service.tmpfs).map((entry) => entry.split(':')[0]),
    ...items(service.volumes).map((entry) => targetOf(entry)),
  ];
  const twice = targets.find((target, i) => target !== undefined && targets.indexOf(target) !== i);
  if (twice !== undefined) {
    const message = `service "${name}" mounts two things at ${twice}.`;
    report('mount-duplicate', message, 'Give each a path of its own.');
  }
}

function checkReplicas(service: ComposeServiceDefinition, invalid: (what: string, fix: string) => void): void {
  if (replicasOf(service) < 2) return;
  if (service.container_name !== undefined) {
    invalid('has a container_name and several replicas', 'Remove container_name.');
  }
  const published = items(service.ports).flatMap((entry) => readPort(entry)?.ports ?? []);
  if (published.length > 0) {
    invalid(`publishes ${published.join(', ')} and has several replicas`, 'Run one, or publish a proxy before them.');
  }
}
