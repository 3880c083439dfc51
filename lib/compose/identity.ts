import type { Facts } from '../identity/facts';
import { identityFacts } from '../workload/identity';
import type { ComposeDocument, ComposeSource } from './document';
import { field, isExternal, items, textOf } from './forms';

/** What has identity in a site: what was adopted is read, too. */
export function composeIdentity(
  { site, workloads, containers }: ComposeSource,
  { project }: ComposeDocument,
  directories: readonly { readonly path: string }[],
): Facts {
  const facts = identityFacts(site, workloads)
    .add('project', '', project.name)
    .add('container-range', '', containers?.cidr);
  for (const [key, volume] of Object.entries(project.volumes ?? {})) {
    if (isExternal(volume)) continue; // someone else's
    facts.add('volumes', key, textOf(field(volume, 'name')) ?? `${project.name}_${key}`);
  }
  for (const [key, network] of Object.entries(project.networks ?? {})) {
    const subnets = items(field(network, 'ipam', 'config')).flatMap((config) => textOf(field(config, 'subnet')) ?? []);
    if (subnets.length > 0) facts.add('networks', key, subnets.join(' '));
  }
  for (const { path } of directories) facts.add('directories', path.replace(/^\//, ''), true);
  return facts.all();
}
