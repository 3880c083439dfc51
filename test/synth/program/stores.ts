import { Fleet, K3sSite, type SffApp, SffDevice, Workload } from '../../../lib';
import { identityOf } from '../../../lib/identity/rename';
import { container, hardware } from '../../tree/program';

export interface Row {
  readonly id: string;
  readonly ring: string;
  readonly former?: string;
}

export function rowsOf(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => ({ id: `s${i}`, ring: i % 2 === 0 ? 'canary' : 'broad' }));
}

/** A fleet of an inventory, and one site that was written by hand. @returns how many sites of the inventory were made */
export function buildStores(app: SffApp, rows: readonly Row[], image: string = container.image): number {
  const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  const fill = (site: K3sSite) => {
    new SffDevice(site, 'box', { ...hardware, serial: `CZ-${identityOf(site)}` });
    new Workload(site, 'pos', { ...container, image });
    return site;
  };
  const made = fleet.sites(
    rows,
    {
      id: 'id',
      labels: ({ ring }) => ({ ring }),
      serials: ({ id, former }) => [`CZ-${former ?? id}`],
      renamedFrom: (row) => row.former,
    },
    (id) => fill(new K3sSite(fleet, id, { network: { lan: '10.0.42.0/24' } })),
  );
  fill(new K3sSite(fleet, 'depot', { network: { lan: '10.0.43.0/24' }, labels: { ring: 'last' } }));
  return made.length;
}
