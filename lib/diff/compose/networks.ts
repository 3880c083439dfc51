import { isExternal } from '../../compose/forms';
import { type Ipv4Range, overlaps, parseRange } from '../../portable/network';
import { type Change, change } from '../change';
import { listAt, textAt } from '../values';
import { type ProjectTexts, parsePart, projectName } from './chunks';

interface Network {
  readonly key: string;
  readonly subnets: readonly Ipv4Range[];
}

/**
 * Networks that cannot be made, since Docker still has another one with their addresses: Compose never removes a network
 * that is no longer in the project, and makes new networks before it makes changed ones anew (docker/compose 5.5, tried).
 */
export function takenSubnets(before: ProjectTexts, after: ProjectTexts): Change[] {
  if (haveSameNetworks(before, after)) return [];
  const [old, now] = [networksIn(before), networksIn(after)];
  const gone = [...old].filter(([name]) => !now.has(name));
  const others = [...old].filter(([name, network]) => now.has(name) && !areSame(network, now.get(name)));
  return [...now].flatMap(([name, network]) => {
    const was = old.get(name);
    if (was !== undefined && areSame(was, network)) return [];
    const held = was === undefined ? [...gone, ...others] : gone;
    const [holder] = held.filter(([, other]) => meet(network, other)).map(([, { key }]) => key);
    return holder === undefined
      ? []
      : [change('subnet-taken', `network ${network.key}`, [{ what: `network ${holder}` }])];
  });
}

function meet(a: Network, b: Network): boolean {
  return a.subnets.some((one) => b.subnets.some((other) => overlaps(one, other)));
}

function areSame(a: Network, b: Network | undefined): boolean {
  const cidrs = ({ subnets }: Network) => subnets.map(({ cidr }) => cidr).join(' ');
  return b !== undefined && cidrs(a) === cidrs(b);
}

function haveSameNetworks(before: ProjectTexts, after: ProjectTexts): boolean {
  const [old, now] = [before.parts.get('networks'), after.parts.get('networks')];
  if (old === undefined || now === undefined) return true;
  if (old.size !== now.size || projectName(before) !== projectName(after)) return false;
  return [...old].every(([key, text]) => now.get(key) === text);
}

/** The networks of a project that it makes itself, by the names that Docker knows them by. */
function networksIn(project: ProjectTexts): ReadonlyMap<string, Network> {
  const networks = new Map<string, Network>();
  for (const [key, text] of project.parts.get('networks') ?? []) {
    const definition = parsePart(project.path, text) ?? {};
    if (isExternal(definition)) continue;
    const subnets = listAt(definition, 'ipam', 'config').flatMap(
      (config) => parseRange(textAt(config, 'subnet')) ?? [],
    );
    networks.set(textAt(definition, 'name') ?? `${projectName(project)}_${key}`, { key, subnets });
  }
  return networks;
}
