/** What Azure's id of a resource says. */
export interface ResourceId {
  /** `Microsoft.Kubernetes/connectedClusters`; resource groups count as `Microsoft.Resources/resourceGroups`. */
  readonly type: string;
  readonly name: string;
  /** What must be there before it: the resource above it, or its resource group. */
  readonly parent: string | undefined;
}

/** Throws when the text is no id of a resource group or of something in one. */
export function parseResourceId(id: string): ResourceId {
  const [empty, subscriptions, , groups, group, ...rest] = id.split('/');
  if (empty !== '' || subscriptions !== 'subscriptions' || groups !== 'resourceGroups' || !group) throw notAnId(id);
  if (rest.length === 0) return { type: 'Microsoft.Resources/resourceGroups', name: group, parent: undefined };
  const begin = rest.lastIndexOf('providers');
  const [namespace, ...pairs] = rest.slice(begin + 1);
  const types = pairs.filter((_, index) => index % 2 === 0);
  const name = pairs.at(-1);
  if (begin < 0 || namespace === undefined || !name || pairs.length !== 2 * types.length) throw notAnId(id);
  const segments = id.split('/');
  // An extension of a resource stands below that resource; a first type of a provider below the resource group.
  const above = types.length > 1 ? segments.slice(0, -2) : segments.slice(0, segments.lastIndexOf('providers'));
  return { type: [namespace, ...types].join('/'), name, parent: above.join('/') };
}

function notAnId(id: string): Error {
  return new Error(`"${id}" is not the id of a resource.`);
}
