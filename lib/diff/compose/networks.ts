import { isExternal, subnetsOf } from '../../compose/forms';
import { type Ipv4Range, overlaps, parseRange } from '../../portable/network';
import { type Change, change } from '../change';
import { textAt } from '../values';
import { isSameSection, type ProjectTexts, parsePart, projectName } from './chunks';

interface Network {
  readonly key: string;
  readonly subnets: readonly Ipv4Range[];
}

/**
 * Networks that get addresses which another one had, so that Docker may refuse to make them: Compose never removes a
 * network that the project has no more, and makes all others side by side, without waiting for one to give up what
 * another one gets (docker/compose 5.5: `planRecreateNetworks`, and tried).
 */
export function takenSubnets(before: ProjectTexts, after: ProjectTexts): Change[] {
  if (isSameSection('networks', before, after)) return [];
  const [old, now] = [networksIn(before), networksIn(after)];
  return [...now].flatMap(([name, network]) => {
    const was = old.get(name);
    if (was !== undefined && haveSame(was, network)) return [];
    const [, holder] = [...old].find(([other, { subnets }]) => other !== name && meet(network.subnets, subnets)) ?? [];
    if (holder === undefined) return [];
    return [change('subnet-taken', `network ${network.key}`, [{ what: `network ${holder.key}` }])];
  });
}

function meet(some: readonly Ipv4Range[], others: readonly Ipv4Range[]): boolean {
  return some.some((one) => others.some((other) => overlaps(one, other)));
}

function haveSame(a: Network, b: Network): boolean {
  return a.subnets.map(({ cidr }) => cidr).join() === b.subnets.map(({ cidr }) => cidr).join();
}

/** The networks of a project that it makes itself, by the names that Docker knows them by. */
function networksIn(project: ProjectTexts): ReadonlyMap<string, Network> {
  const networks = new Map<string, Network>();
  for (const [key, text] of project.parts.get('networks') ?? []) {
    const definition = parsePart(project.path, text) ?? {};
    if (isExternal(definition)) continue;
    const subnets = subnetsOf(definition).flatMap((subnet) => parseRange(subnet) ?? []);
    networks.set(textAt(definition, 'name') ?? `${projectName(project)}_${key}`, { key, subnets });
  }
  return networks;
}
