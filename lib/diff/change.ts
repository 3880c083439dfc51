/** How much a change matters, worst first. */
export const SEVERITIES = [
  'data-loss',
  'apply-fails',
  'restart',
  'security',
  'network',
  'change',
  'information',
] as const;

/**
 * How much a change matters.
 *
 * `data-loss`: a volume, a namespace, a Helm chart or a project is gone, and what it holds with it, or out of reach. `apply-fails`:
 * the cluster, or Docker, would refuse the new object. `restart`: containers are replaced or stopped. `security` and
 * `network`: something may do more than before, or is reached in another way. `change`: all else that a site notices.
 * `information`: nothing that runs is another.
 */
export type Severity = (typeof SEVERITIES)[number];

/** What a change is about, and how much it matters unless the change itself says otherwise. */
export const KINDS = {
  'site-removed': { severity: 'change', title: 'removed' },
  'namespace-removed': { severity: 'data-loss', title: 'namespace removed' },
  'project-removed': { severity: 'data-loss', title: 'Compose project removed' },
  'project-renamed': { severity: 'data-loss', title: 'Compose project renamed: its volumes stay behind' },
  'volume-removed': { severity: 'data-loss', title: 'removed' },
  'chart-removed': { severity: 'data-loss', title: 'removed: K3s uninstalls the chart' },
  'chart-replaced': { severity: 'data-loss', title: 'another release: what was installed is left behind, or replaced' },
  'immutable-changed': { severity: 'apply-fails', title: 'cannot be changed in place' },
  'claim-shrunk': { severity: 'apply-fails', title: 'claim made smaller, which is refused' },
  'claim-not-growable': { severity: 'apply-fails', title: 'claim made larger, which its storage class refuses' },
  'subnet-taken': { severity: 'apply-fails', title: 'would get addresses that Docker still has for another one' },
  'claim-grown': { severity: 'change', title: 'claim made larger' },
  restart: { severity: 'restart', title: 'restarts' },
  'pod-security-lowered': { severity: 'security', title: 'Pod Security level lowered' },
  'pod-security-raised': { severity: 'change', title: 'Pod Security level raised' },
  'security-changed': { severity: 'security', title: 'may do other things' },
  'exception-added': { severity: 'security', title: 'exception added' },
  'exception-removed': { severity: 'change', title: 'exception removed' },
  'waiver-added': { severity: 'security', title: 'waiver added' },
  'waiver-removed': { severity: 'change', title: 'waiver removed' },
  'port-opened': { severity: 'network', title: 'port opened' },
  'port-closed': { severity: 'network', title: 'port closed' },
  'egress-widened': { severity: 'network', title: 'may call more' },
  'egress-narrowed': { severity: 'network', title: 'may call less' },
  'ingress-widened': { severity: 'network', title: 'may be called by more' },
  'ingress-narrowed': { severity: 'network', title: 'may be called by less' },
  'network-changed': { severity: 'network', title: 'network changed' },
  'orchestrator-switched': { severity: 'change', title: 'orchestrator switched' },
  'workload-added': { severity: 'change', title: 'added' },
  'workload-removed': { severity: 'change', title: 'removed' },
  'workload-changed': { severity: 'change', title: 'changed without a restart' },
  'replicas-changed': { severity: 'change', title: 'replicas' },
  'chart-changed': { severity: 'change', title: 'Helm chart changed; what is in it cannot be seen' },
  'namespace-added': { severity: 'change', title: 'namespace added' },
  'project-added': { severity: 'change', title: 'Compose project added' },
  'volume-added': { severity: 'change', title: 'added' },
  'volume-changed': {
    severity: 'change',
    title: 'settings changed: Compose asks before it deletes the data for them, and keeps all without an answer',
  },
  'secret-required': { severity: 'change', title: 'secret needed, before the next start' },
  'secret-not-required': { severity: 'information', title: 'secret no longer needed' },
  'directory-required': { severity: 'change', title: 'directory needed, before the next start' },
  'object-added': { severity: 'change', title: 'added' },
  'object-removed': { severity: 'change', title: 'removed' },
  'object-changed': { severity: 'change', title: 'changed' },
  'device-added': { severity: 'change', title: 'device added' },
  'device-removed': { severity: 'change', title: 'device removed' },
  'device-replaced': { severity: 'change', title: 'device replaced' },
  'device-changed': { severity: 'change', title: 'device changed' },
  'azure-added': { severity: 'change', title: 'added in Azure' },
  'azure-removed': { severity: 'change', title: 'removed in Azure' },
  'azure-changed': { severity: 'change', title: 'changed in Azure' },
  'site-settings-changed': { severity: 'change', title: 'settings changed' },
  'site-labels-changed': { severity: 'change', title: 'labels changed' },
  'fleet-changed': { severity: 'change', title: 'changed' },
  'file-added': { severity: 'change', title: 'file added' },
  'file-removed': { severity: 'change', title: 'file removed' },
  'file-changed': { severity: 'change', title: 'file changed' },
  'site-added': { severity: 'information', title: 'new' },
  'facts-changed': { severity: 'information', title: 'facts changed' },
  'text-changed': { severity: 'information', title: 'written in another way, with the same meaning' },
} as const satisfies Readonly<Record<string, { readonly severity: Severity; readonly title: string }>>;

/** What a change is about. */
export type ChangeKind = keyof typeof KINDS;

/** One thing that is another now. */
export interface Detail {
  /** In the field's words (`image`, `env DATABASE`), or as a JSON Pointer. */
  readonly what: string;
  /** What it was; absent where it was not there, is too long to show, or differs from site to site. */
  readonly old?: string | undefined;
  /** What it is; absent where it is gone, is too long to show, or differs from site to site. */
  readonly new?: string | undefined;
}

/** Something that changes at one site, or in the same way at several. */
export interface Change {
  /** What it is about. */
  readonly kind: ChangeKind;
  /** How much it matters. */
  readonly severity: Severity;
  /** What changes: a workload as `<application>/<workload>`, or what else it is. `{site}` stands for the site's name. */
  readonly subject: string;
  /** The Kubernetes object, or the part of the Compose project: `Service till/pos-published`. */
  readonly object?: string | undefined;
  /** What exactly is another. */
  readonly details: readonly Detail[];
}

/** A change, and where it happens. */
export interface ChangeGroup extends Change {
  /** Whether old and new are the same at every site; where not, those that differ are left out. */
  readonly values: 'same' | 'various';
  /** `<fleet>/<site>`, sorted; empty for what is about a whole fleet, or the whole output. */
  readonly sites: readonly string[];
}

/** An image that sites have to pull. */
export interface NeededImage {
  /** Reference with digest, as it is pulled. */
  readonly image: string;
  /** Number of sites that did not have it. */
  readonly sites: number;
  /** Bytes that each of them pulls at most; absent where no image lock says so. */
  readonly bytes?: number | undefined;
}

/** Number of sites. */
export interface SiteCounts {
  /** Only in the later output. */
  readonly added: number;
  /** Only in the earlier output. */
  readonly removed: number;
  /** In both, with a difference. */
  readonly changed: number;
  /** In both, byte by byte the same. */
  readonly unchanged: number;
}

/** What an output changes against an earlier one. */
export interface OutputDiff {
  /** Version of this format. */
  readonly schemaVersion: 1;
  /** Where the two outputs are from. */
  readonly old: string;
  /** Where the two outputs are from. */
  readonly new: string;
  /** The worst of all changes; absent where there is none. */
  readonly worst?: Severity | undefined;
  /** Number of sites. */
  readonly sites: SiteCounts;
  /** Worst first, then those of the most sites. */
  readonly changes: readonly ChangeGroup[];
  /** Images that sites did not have, those of the most sites first. */
  readonly images: readonly NeededImage[];
}

/** A change with the severity of its kind. */
export function change(
  kind: ChangeKind,
  subject: string,
  details: readonly Detail[] = [],
  more: { readonly object?: string; readonly severity?: Severity } = {},
): Change {
  const { object, severity = KINDS[kind].severity } = more;
  return { kind, severity, subject, ...(object === undefined ? {} : { object }), details };
}

/** Orders severities, worst first. */
export function bySeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}
