import type { Duration } from 'cdk8s';
import { isMarked, mark } from '../portable/mark';
import { type AnyNames, copyOf, type Names } from '../validation/properties';
import { isDuration } from '../validation/values';
import type { AzureSecret } from './value';

/** What every source takes. */
export interface FluxSourceProps {
  /** How often Flux looks for something new. @default Duration.minutes(10) */
  readonly interval?: Duration | undefined;
  /** How long one look may take. @default Duration.minutes(10) */
  readonly timeout?: Duration | undefined;
  /** Name of a Secret in the configuration's namespace with credentials. @default - none */
  readonly localAuth?: string | undefined;
}

/** What of a Git repository is delivered: one of these. */
export type GitReference =
  | {
      /** The tip of a branch. */
      readonly branch: string;
      /** One commit of it. @default - the newest */
      readonly commit?: string | undefined;
    }
  | {
      /** A tag. */
      readonly tag: string;
    }
  | {
      /** The newest tag in a range: `>=1.0.0`. */
      readonly semver: string;
    };

/** A Git repository. */
export interface GitSourceProps extends FluxSourceProps {
  /** `https://…` or `ssh://…`, without user and password. */
  readonly url: string;
  /** What is delivered. */
  readonly ref: GitReference;
  /** User for HTTPS. @default - none */
  readonly httpsUser?: string | undefined;
  /** Password or token for HTTPS. @default - none */
  readonly httpsKey?: AzureSecret | undefined;
  /** Private key for SSH. @default - Flux makes one, and Azure shows the public key */
  readonly sshPrivateKey?: AzureSecret | undefined;
  /** Lines of `known_hosts`. @default - the hosts that Flux knows */
  readonly sshKnownHosts?: string | undefined;
  /** How it authenticates: `Azure` with workload identity, `GitHub` as an app. @default - `Generic`: with the secrets above */
  readonly provider?: 'Azure' | 'GitHub' | 'Generic' | undefined;
}

/** What of an OCI repository is delivered: one of these. */
export type OciReference =
  | {
      /** A tag, which may come to mean another artifact. */
      readonly tag: string;
    }
  | {
      /** One artifact for good: `sha256:…`. */
      readonly digest: string;
    }
  | {
      /** The newest tag in a range: `>=1.0.0`. */
      readonly semver: string;
    };

/** An OCI artifact, as `flux push artifact` makes it. */
export interface OciSourceProps extends FluxSourceProps {
  /** `oci://…` */
  readonly url: string;
  /** What is delivered. */
  readonly ref: OciReference;
  /** Whether the workload identity of the cluster is used to log in. @default false */
  readonly useWorkloadIdentity?: boolean | undefined;
}

/** A bucket of an S3-compatible service. */
export interface BucketSourceProps extends FluxSourceProps {
  /** URL of the service. */
  readonly url: string;
  /** Name of the bucket. */
  readonly bucketName: string;
  /** Access key: its id, which is no secret. @default - none */
  readonly accessKey?: string | undefined;
  /** Its secret. @default - none */
  readonly secretKey?: AzureSecret | undefined;
}

/** What a source is, as messages call it. */
export type FluxSourceKind = 'Git' | 'OCI' | 'bucket';

const COMMON: Names<FluxSourceProps> = { interval: true, timeout: true, localAuth: true };
const GIT: Names<GitSourceProps> = {
  ...COMMON,
  url: true,
  ref: true,
  httpsUser: true,
  httpsKey: true,
  sshPrivateKey: true,
  sshKnownHosts: true,
  provider: true,
};
const OCI: Names<OciSourceProps> = { ...COMMON, url: true, ref: true, useWorkloadIdentity: true };
const BUCKET: Names<BucketSourceProps> = { ...COMMON, url: true, bucketName: true, accessKey: true, secretKey: true };

/** The properties of each kind, for the checks. */
export const SOURCES: Readonly<Record<FluxSourceKind, AnyNames>> = { Git: GIT, OCI, bucket: BUCKET };

/** Part of the body of a Flux configuration. */
interface SourceBody {
  readonly properties: Readonly<Record<string, unknown>>;
  /** Without what is not given, and in base64. */
  readonly protectedSettings: Readonly<Record<string, AzureSecret | undefined>>;
}

/** Where Flux takes from what it delivers. */
export class FluxSource {
  /** Whether `x` is a `FluxSource`, of this or another copy of the library. */
  public static isFluxSource(x: unknown): x is FluxSource {
    return isMarked(x, 'FluxSource');
  }

  /** A Git repository. */
  public static git(props: GitSourceProps): FluxSource {
    const all = copyOf(props, GIT);
    const { url, ref, httpsUser, httpsKey, sshPrivateKey, sshKnownHosts, provider } = all;
    const gitRepository = {
      url,
      repositoryRef: { ...ref },
      ...timing(all),
      httpsUser,
      sshKnownHosts: sshKnownHosts === undefined ? undefined : Buffer.from(String(sshKnownHosts)).toString('base64'),
      provider,
    };
    return new FluxSource('Git', all, {
      properties: { sourceKind: 'GitRepository', gitRepository },
      protectedSettings: { httpsKey, sshPrivateKey },
    });
  }

  /** An OCI artifact. */
  public static oci(props: OciSourceProps): FluxSource {
    const all = copyOf(props, OCI);
    const { url, ref, useWorkloadIdentity } = all;
    const ociRepository = { url, repositoryRef: { ...ref }, ...timing(all), useWorkloadIdentity };
    const properties = { sourceKind: 'OCIRepository', ociRepository };
    return new FluxSource('OCI', all, { properties, protectedSettings: {} });
  }

  /** A bucket. */
  public static bucket(props: BucketSourceProps): FluxSource {
    const all = copyOf(props, BUCKET);
    const { url, bucketName, accessKey, secretKey } = all;
    // azure-native says true where nothing is said, and Flux then asks by http.
    const insecure = !/^https:/i.test(String(url));
    const bucket = { url, bucketName, insecure, ...timing(all), accessKey };
    return new FluxSource('bucket', all, {
      properties: { sourceKind: 'Bucket', bucket },
      protectedSettings: { bucketSecretKey: secretKey },
    });
  }

  /** @internal */
  public readonly kind: FluxSourceKind;
  /** @internal As given, for the checks. */
  public readonly props: Readonly<Record<string, unknown>>;
  /** @internal */
  public readonly body: SourceBody;

  private constructor(kind: FluxSourceKind, props: object, body: SourceBody) {
    mark(this, 'FluxSource');
    this.kind = kind;
    this.props = { ...props };
    this.body = body;
  }
}

/** What Azure takes in seconds. */
export function seconds(duration: Duration | undefined, otherwise: number): number {
  return !isDuration(duration) ? otherwise : duration.toSeconds({ integral: false });
}

function timing({ interval, timeout, localAuth }: FluxSourceProps) {
  return {
    syncIntervalInSeconds: seconds(interval, 600),
    timeoutInSeconds: seconds(timeout, 600),
    localAuthRef: localAuth,
  };
}
