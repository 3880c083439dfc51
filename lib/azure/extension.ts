import { Construct } from 'constructs';
import { identityOf, readRename } from '../identity/rename';
import { checkedId } from '../validation/names';
import { type Report, reportFor } from '../validation/problem';
import { checkOwn, copyOf, type Names } from '../validation/properties';
import { isRecord, show } from '../validation/values';
import type { ArcCluster } from './arc-connection';
import { type AzureCommonProps, AzureResource } from './resource';
import { UNTAGGED } from './resource-props';
import { AzureSecret, isPlain, isReference, showValue } from './value';

/** Which version of an extension runs: one that is pinned, or the newest of a release train. */
export type ArcExtensionVersion =
  | {
      /**
       * Exact version, which stays until the program changes it. azure-native says the train `Stable` with it, the
       * service's default; a version of another train needs `overrides: { properties: { releaseTrain: '…' } }`.
       */
      readonly version: string;
      /** None: the version is pinned. */
      readonly releaseTrain?: undefined;
    }
  | {
      /** None: the train is followed. */
      readonly version?: undefined;
      /** Train whose minor versions are installed as they come. @default "Stable" */
      readonly releaseTrain?: string | undefined;
    };

/** What an extension is for: the whole cluster, or one namespace. */
export type ArcExtensionScope =
  | {
      /** Namespace of its release; the whole cluster is its matter. */
      readonly releaseNamespace: string;
    }
  | {
      /** The one namespace that it is for. */
      readonly targetNamespace: string;
    };

/** Properties of an `ArcExtension`. */
export type ArcExtensionProps = ArcExtensionVersion &
  Omit<AzureCommonProps, 'tags'> & {
    /** Type in Azure: `microsoft.arc.containerstorage`. */
    readonly type: string;
    /** Name in Azure; some types have a fixed one. @default - the construct's id, or the one that it was renamed from */
    readonly name?: string | undefined;
    /** What it is for. @default - the cluster, with its release where the type has it */
    readonly scope?: ArcExtensionScope | undefined;
    /** Settings of the type: strings only, by dotted path. @default - none */
    readonly settings?: Readonly<Record<string, string>> | undefined;
    /** Settings that are secret. @default - none */
    readonly protectedSettings?: Readonly<Record<string, AzureSecret>> | undefined;
    /** What has to be installed first. @default - nothing */
    readonly dependsOn?: readonly ArcExtension[] | undefined;
  };

const PROPERTIES: Names<ArcExtensionProps> = {
  ...UNTAGGED,
  type: true,
  version: true,
  releaseTrain: true,
  name: true,
  scope: true,
  settings: true,
  protectedSettings: true,
  dependsOn: true,
};

/** An extension of a connected cluster (`Microsoft.KubernetesConfiguration/extensions`), of any type. */
export class ArcExtension extends Construct {
  /** Its resource. */
  public readonly resource: AzureResource;

  /** @throws SffError `scope-unknown` outside a site */
  constructor(scope: ArcCluster, id: string, props: ArcExtensionProps) {
    super(scope, checkedId(scope, id));
    checkOwn(this, ArcExtension, props, PROPERTIES);
    readRename(this, props);
    const report = reportFor(this);
    const {
      type,
      version,
      releaseTrain,
      scope: reach,
      settings,
      protectedSettings,
      dependsOn,
      ...rest
    } = copyOf(props, PROPERTIES);
    checkType(type, report);
    checkVersion(version, releaseTrain, report);
    this.resource = new AzureResource(this, 'extension', {
      type: 'Microsoft.KubernetesConfiguration/extensions',
      name: rest.name ?? identityOf(this),
      parent: scope.resource ?? scope.cluster,
      overrides: rest.overrides,
      lifecycle: rest.lifecycle,
      dependsOn: readDependencies(dependsOn, report),
      body: {
        identity: { type: 'SystemAssigned' },
        properties: {
          extensionType: type,
          // A version is pinned only where minor versions do not come by themselves.
          autoUpgradeMinorVersion: version === undefined,
          version,
          releaseTrain: version === undefined ? (releaseTrain ?? 'Stable') : undefined,
          scope: scopeOf(reach, report),
          configurationSettings: readSettings(settings, report),
          configurationProtectedSettings: readProtected(protectedSettings, report),
        },
      },
    });
  }
}

function checkType(type: unknown, report: Report): void {
  if (typeof type !== 'string' || !/^[A-Za-z][\w-]*(\.[\w-]+)+$/.test(type)) {
    report(
      'arc-extension-invalid',
      `type is ${show(type)}.`,
      "Write the type that Azure documents: 'microsoft.arc.containerstorage', say.",
    );
  }
}

function checkVersion(version: unknown, releaseTrain: unknown, report: Report): void {
  if (version !== undefined && releaseTrain !== undefined) {
    report(
      'arc-extension-invalid',
      `version ${show(version)} and releaseTrain ${show(releaseTrain)} are both stated.`,
      'A version is pinned, and a train is followed: remove one of the two.',
    );
  }
  if (releaseTrain !== undefined && (typeof releaseTrain !== 'string' || releaseTrain === '')) {
    report('arc-extension-invalid', `releaseTrain is ${show(releaseTrain)}.`, "Write releaseTrain: 'Stable', say.");
  }
  if (version !== undefined && (typeof version !== 'string' || !/^\d+\.\d+\.\d+([-.+][\w.+-]+)?$/.test(version))) {
    report(
      'arc-extension-invalid',
      `version ${show(version)} is not an exact version.`,
      "Write version: '1.5.1', say.",
    );
  }
}

type Fields = Readonly<Record<string, unknown>>;

function readSettings(settings: unknown, report: Report): Fields | undefined {
  if (settings === undefined) return undefined;
  if (!isPlain(settings)) {
    report('arc-extension-invalid', `settings is ${showValue(settings)}.`, "Write texts by path: { 'a.b': 'true' }.");
    return undefined;
  }
  for (const [key, value] of Object.entries(settings)) {
    if (typeof value === 'string') continue;
    report(
      'arc-extension-invalid',
      `setting ${key} is ${showValue(value)}; Azure takes strings only.`,
      settingFix(key, value),
    );
  }
  return settings;
}

function settingFix(key: string, value: unknown): string {
  if (AzureSecret.isAzureSecret(value)) return 'Move it to protectedSettings.';
  if (isReference(value)) return `Write overrides: { properties: { configurationSettings: { '${key}': ref(…) } } }.`;
  return typeof value === 'number' || typeof value === 'boolean' ? `Write '${value}'.` : 'Write text.';
}

function readProtected(settings: unknown, report: Report): Fields | undefined {
  if (settings === undefined) return undefined;
  const fix = "Write AzureSecret.named('…').";
  if (!isPlain(settings)) {
    report('azure-secret-literal', 'protectedSettings is no object of AzureSecrets.', fix);
    return undefined;
  }
  for (const [key, value] of Object.entries(settings)) {
    if (AzureSecret.isAzureSecret(value)) continue;
    report('azure-secret-literal', `protectedSettings.${key} is not an AzureSecret.`, fix);
  }
  return settings;
}

function readDependencies(dependsOn: unknown, report: Report): readonly AzureResource[] {
  const list: unknown = dependsOn ?? [];
  const resources = Array.isArray(list) ? list.map((other) => (isRecord(other) ? other.resource : undefined)) : [list];
  if (resources.every(AzureResource.isAzureResource)) return resources;
  report(
    'arc-extension-invalid',
    'dependsOn is no list of extensions.',
    'Write dependsOn: [other], with an ArcExtension each.',
  );
  return [];
}

/** Name of a namespace: a DNS label (Kubernetes, "Object Names and IDs"). */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function scopeOf(reach: unknown, report: Report) {
  if (reach === undefined) return undefined;
  const { releaseNamespace, targetNamespace } = { ...(reach as Record<string, unknown>) };
  if ((typeof releaseNamespace === 'string') === (typeof targetNamespace === 'string')) {
    report(
      'arc-extension-invalid',
      `scope is ${show(reach)}.`,
      'Write { releaseNamespace } for the cluster, or { targetNamespace }.',
    );
    return undefined;
  }
  const namespace = String(releaseNamespace ?? targetNamespace);
  if (!NAMESPACE.test(namespace)) {
    report(
      'arc-extension-invalid',
      `scope names the namespace ${show(namespace)}.`,
      'Use 1 to 63 of a-z, 0-9 and "-".',
    );
  }
  return targetNamespace === undefined ? { cluster: { releaseNamespace } } : { namespace: { targetNamespace } };
}
