import { FactList } from '../identity/facts';
import type { SiteModel } from '../site';
import type { WorkloadModel } from './model';

/** What has identity in a site on every orchestrator. */
export function identityFacts(site: SiteModel, workloads: readonly WorkloadModel[]): FactList {
  const facts = new FactList().add('orchestrator', '', site.orchestrator);
  for (const { name, role, serial } of site.devices) {
    facts.add('devices', name, role ?? true).add('serials', name, serial);
  }
  for (const { ports, namespace, name } of workloads) {
    for (const { publish, protocol } of ports) {
      if (publish !== undefined) facts.add('ports', `${publish.port}-${protocol}`, `${namespace}/${name}`);
    }
  }
  return facts;
}
