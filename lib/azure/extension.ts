import { Construct } from 'constructs';
import { identityOf, readRename } from '../identity/rename';
import { checkedId } from '../validation/names';
import { type Report, reportFor } from '../validation/problem';
import { isRecord, show } from '../validation/values';
import type { ArcCluster } from './arc-connection';
import { type AzureCommonProps, AzureResource } from './resource';
import { AzureSecret } from './value';

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

/** An extension of a connected cluster (`Microsoft.KubernetesConfiguration/extensions`), of any type. */
export class ArcExtension extends Construct {
  /** Its resource. */
  public readonly resource: AzureResource;

  /** @throws SffError `scope-unknown` outside a site */
  constructor(scope: ArcCluster, id: string, props: ArcExtensionProps) {
    super(scope, checkedId(scope, id));
    readRename(this, props);
    const report = reportFor(this);
    const {
      type,
      version,
      releaseTrain,
      scope: reach,
      settings,
      protectedSettings,
      dependsOn = [],
      ...rest
    } = { ...props };
    checkType(type, report);
    checkVersion(version, releaseTrain, report);
    checkSettings(settings, protectedSettings, report);
    this.resource = new AzureResource(this, 'extension', {
      type: 'Microsoft.KubernetesConfiguration/extensions',
      name: rest.name ?? identityOf(this),
      parent: scope.resource ?? scope.cluster,
      overrides: rest.overrides,
      lifecycle: rest.lifecycle,
      dependsOn: dependsOn.map(({ resource }) => resource),
      body: {
        identity: { type: 'SystemAssigned' },
        properties: {
          extensionType: type,
          // A version is pinned only where minor versions do not come by themselves.
          autoUpgradeMinorVersion: version === undefined,
          version,
          releaseTrain: version === undefined ? (releaseTrain ?? 'Stable') : undefined,
          scope: scopeOf(reach, report),
          configurationSettings: settings === undefined ? undefined : { ...settings },
          configurationProtectedSettings: protectedSettings === undefined ? undefined : { ...protectedSettings },
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
  if (version !== undefined && (typeof version !== 'string' || !/^\d+\.\d+\.\d+([-.+][\w.+-]+)?$/.test(version))) {
    report(
      'arc-extension-invalid',
      `version ${show(version)} is not an exact version.`,
      "Write version: '1.5.1', say.",
    );
  }
}

function checkSettings(settings: unknown, secret: unknown, report: Report): void {
  for (const [key, value] of Object.entries(isRecord(settings) ? settings : {})) {
    if (typeof value === 'string') continue;
    report(
      'arc-extension-invalid',
      `setting ${key} is ${show(value)}; Azure takes strings only.`,
      `Write '${String(value)}'.`,
    );
  }
  for (const [key, value] of Object.entries(isRecord(secret) ? secret : {})) {
    if (AzureSecret.isAzureSecret(value)) continue;
    report('azure-secret-literal', `protectedSettings.${key} is not an AzureSecret.`, "Write AzureSecret.named('…').");
  }
}

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
  return targetNamespace === undefined ? { cluster: { releaseNamespace } } : { namespace: { targetNamespace } };
}
