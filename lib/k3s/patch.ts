import type { JsonPatch } from 'cdk8s';

/** An object of a site, for `K3sSite.patch`. */
export interface ObjectReference {
  /** Kind, such as `Deployment`. */
  readonly kind: string;
  /** `metadata.name`. */
  readonly name: string;
  /** `metadata.namespace`; needed where two objects have the kind and the name. @default - any */
  readonly namespace?: string | undefined;
}

/** Operations for one object of a site. */
export interface ObjectPatch {
  readonly object: ObjectReference;
  readonly operations: readonly JsonPatch[];
}
