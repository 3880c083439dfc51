import type { Duration } from 'cdk8s';

/** One directory that Flux applies. */
export interface FluxKustomization {
  /** Directory in the source. */
  readonly path: string;
  /** Whether objects go from the cluster that have gone from the source. To be stated: Azure's own default keeps them. */
  readonly prune: boolean;
  /** Other kustomizations of the configuration that have to be ready first. @default - none */
  readonly dependsOn?: readonly string[] | undefined;
  /** Whether it is ready only when all its objects are. @default true */
  readonly wait?: boolean | undefined;
  /** How long applying and waiting may take. @default Duration.minutes(10) */
  readonly timeout?: Duration | undefined;
  /** How often what was changed on the cluster is corrected. @default Duration.minutes(10) */
  readonly interval?: Duration | undefined;
  /** How soon a failure is tried again. @default Duration.minutes(2) */
  readonly retryInterval?: Duration | undefined;
  /** Whether what cannot be changed is deleted and made anew: data may go with it. @default false */
  readonly force?: boolean | undefined;
  /** Values for `${name}` in the manifests: one directory serves many sites. @default - none */
  readonly substitute?: Readonly<Record<string, string>> | undefined;
  /** ConfigMaps and Secrets with such values, in the configuration's namespace. @default - none */
  readonly substituteFrom?: readonly FluxSubstitutes[] | undefined;
}

/** A ConfigMap or Secret with values for manifests. */
export interface FluxSubstitutes {
  /** `ConfigMap` or `Secret`. */
  readonly kind: 'ConfigMap' | 'Secret';
  /** Its name, in the configuration's namespace. */
  readonly name: string;
  /** Whether it may be missing. @default false */
  readonly optional?: boolean | undefined;
}
