/**
 * Built-in kinds that stand in no namespace (kube-apiserver 1.36, `kubectl api-resources --namespaced=false`).
 */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterTrustBundle',
  'CustomResourceDefinition',
  'DeviceClass',
  'FlowSchema',
  'IPAddress',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ResourceSlice',
  'RuntimeClass',
  'ServiceCIDR',
  'StorageClass',
  'StorageVersionMigration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'VolumeAttributesClass',
]);

/** Groups of Kubernetes itself that do not end in `.k8s.io`. */
const BUILT_IN_GROUPS: ReadonlySet<string> = new Set(['', 'apps', 'autoscaling', 'batch', 'policy']);

/** Where an object stands; `unknown` for custom resources, whose definition may be anywhere. */
export function scopeOf(apiVersion: string, kind: string): 'cluster' | 'namespace' | 'unknown' {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  // Groups like `gateway.networking.k8s.io` are custom resources: only those of two parts are built in.
  const builtIn = BUILT_IN_GROUPS.has(group) || /^[a-z]+(\.authorization)?\.k8s\.io$/.test(group);
  if (!builtIn) return 'unknown';
  return CLUSTER_SCOPED.has(kind) ? 'cluster' : 'namespace';
}
