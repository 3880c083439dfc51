import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

const BOOTSTRAP = Symbol.for('sff-constructs.bootstrap');

/**
 * Has K3s apply an object from its own manifests directory: what GitOps itself needs does not wait for GitOps.
 *
 * @param file below `bootstrap/`, without its ending
 */
export function markBootstrap(object: ApiObject, file: string): void {
  Object.defineProperty(object, BOOTSTRAP, { value: file });
}

/** The file below `bootstrap/` that an object belongs to; undefined for all others. */
export function bootstrapFile(construct: IConstruct): string | undefined {
  return (construct as { readonly [BOOTSTRAP]?: string })[BOOTSTRAP];
}
