/** What is known of a fact: `true` where there is nothing to say but that it is there. */
export type FactValue = string | true;

/** What has identity in a site, by its path below the site: `claims/till/db-data` → `20Gi sff-local`. */
export type Facts = ReadonlyMap<string, FactValue>;

/** What a change of a fact means on site, as sentences without a subject: `298 sites: <sentence>`. */
export interface FactKind {
  /** @param name below the kind; `''` where a site has one such fact */
  readonly changed: (name: string, was: string, is: string) => string;
  /** Undefined where nothing is lost: such a fact may go at any time. */
  readonly removed?: ((name: string, was: string) => string) | undefined;
}

const once = (text: string) => (_: string, was: string, is: string) => text.replace('%was', was).replace('%is', is);

/** Compose leaves a network that a project has no more, and makes the others side by side (docker/compose 5.5). */
const DOWN_FIRST =
  'Docker refuses addresses that it still has for another one: on the device, run docker compose down with the old project first, which keeps volumes.';

/** Every kind of fact, by the first segment of its path. */
export const FACT_KINDS = {
  orchestrator: {
    changed: once('%was would become %is: all that runs there would stay behind, with its data.'),
  },
  'cluster-cidr': {
    changed: once(
      'the range of pods %was would become %is, which a cluster keeps for life: it would be installed anew.',
    ),
  },
  'service-cidr': {
    changed: once(
      'the range of Services %was would become %is, which a cluster keeps for life: it would be installed anew.',
    ),
  },
  'data-dir': {
    changed: once(
      'the data directory %was would become %is: what K3s has there leads to itself, and it starts no more.',
    ),
  },
  datastore: {
    changed: (_, was, is) =>
      is === 'etcd'
        ? `the datastore ${was} would become etcd: K3s takes its content along only when the first server is started with --cluster-init.`
        : `the datastore ${was} would become ${is}: the state of the cluster would be lost.`,
  },
  namespaces: {
    changed: once('%was would become %is.'),
    removed: (name) => `namespace ${name} would go: what runs in it ends, and its data are read by nobody.`,
  },
  claims: {
    changed: (name, was, is) =>
      `claim ${name} of ${was} would become ${is}: Kubernetes refuses this for a claim that is there.`,
    removed: (name, was) => `claim ${name} (${was}) would go: its data are read by nobody.`,
  },
  charts: {
    changed: (name, was, is) =>
      `Helm chart ${name} would be ${is} instead of ${was}: what was installed is left behind, or replaced, with its data.`,
    removed: (name, was) => `Helm chart ${name} (${was}) would go: K3s uninstalls it, and its data with it.`,
  },
  project: {
    changed: once('Compose project %was would become %is: its containers and volumes would stay behind.'),
  },
  volumes: {
    changed: (name, was, is) =>
      `volume ${name} would be ${is} instead of ${was}, and empty: its data are read by nobody.`,
    removed: (name, was) => `volume ${name} (${was}) would go: its data are read by nobody.`,
  },
  directories: {
    changed: once('%was would become %is.'),
    removed: (name) => `directory /${name} of the device would no longer be used: its data are read by nobody.`,
  },
  'container-range': {
    changed: once(
      `the range of container networks %was would become %is: every network and container is made anew. ${DOWN_FIRST}`,
    ),
  },
  networks: {
    changed: (name, was, is) =>
      `network ${name} would have ${is} instead of ${was}: its containers are made anew. ${DOWN_FIRST}`,
  },
  ports: {
    changed: (name, was, is) => `port ${portOf(name)} would lead to ${is} instead of ${was}.`,
    removed: (name, was) => `port ${portOf(name)} of ${was} would close: its callers are refused.`,
  },
  devices: {
    changed: (name, was, is) => `device ${name} would be ${is} instead of ${was}: K3s has to be installed on it anew.`,
    removed: (name) => `device ${name} would go: what is on it stays there.`,
  },
  serials: {
    changed: (name, was, is) => `device ${name} would be machine ${is} instead of ${was}, which has none of its data.`,
    removed: (name, was) => `machine ${was} of device ${name} would no longer be known.`,
  },
  azure: {
    changed: (name, was, is) =>
      `in Azure, ${name} would be ${is} instead of ${was}: it would be deleted, with all below it, and a new one made.`,
    removed: (name, was) => `in Azure, ${name} (${was}) would be deleted, with all below it.`,
  },
  'azure-class': {
    changed: (name, was, is) =>
      `in Azure, ${name} would be asked for as ${is} instead of ${was}: it would be deleted, with all below it, and made anew.`,
  },
  'azure-once': {
    changed: (name, was, is) => {
      const [before, after] = onlyDifferent(was, is);
      return `in Azure, ${name} is taken at creation only, and would be ${after} instead of ${before}: it would be made anew.`;
    },
  },
} as const satisfies Readonly<Record<string, FactKind>>;

/** What is in one of two lists of `path = value` only. */
function onlyDifferent(was: string, is: string): readonly [string, string] {
  const items = (text: string) => text.split(/, (?=[\w.]+ = )/);
  const without = (text: string, other: string) => items(text).filter((item) => !items(other).includes(item));
  return [without(was, is).join(', ') || 'nothing', without(is, was).join(', ') || 'nothing'];
}

/** The first segment of a fact's path below its site. */
export type FactKindName = keyof typeof FACT_KINDS;

/** Facts of a site, by kind and name. */
export class FactList {
  private readonly facts = new Map<string, FactValue>();

  /** Adds a fact; none where there is no value. */
  add(kind: FactKindName, name: string, value: FactValue | undefined): this {
    if (value !== undefined) this.facts.set(name === '' ? kind : `${kind}/${name}`, value);
    return this;
  }

  all(): Facts {
    return this.facts;
  }
}

/** The kind of a fact, and its name below that. */
export function kindOf(fact: string): { readonly kind: FactKind; readonly name: string } | undefined {
  const [kind = '', ...name] = fact.split('/');
  if (!Object.hasOwn(FACT_KINDS, kind)) return undefined;
  return { kind: FACT_KINDS[kind as FactKindName], name: name.join('/') };
}

/** `80-tcp` as `80/tcp`. */
function portOf(name: string): string {
  return name.replace('-', '/');
}
