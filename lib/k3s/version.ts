/** Stable channel in November 2026; Flux and cert-manager support 1.36. */
export const DEFAULT_VERSION = 'v1.36.3+k3s1';

/** Minor version since when a sidecar stays beside its main container by default (Kubernetes, "Feature Gates": SidecarContainers). */
export const LEAST_MINOR = 29;

/** The minor version of Kubernetes in a version of K3s, 36 of `v1.36.3+k3s1`; undefined for what is none. */
export function minorOf(version: unknown): number | undefined {
  const [, minor] = (typeof version === 'string' && /^v1\.(\d+)\.\d+(-rc\d+)?\+k3s\d+$/.exec(version)) || [];
  return minor === undefined ? undefined : Number(minor);
}
