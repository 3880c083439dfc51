import { Fleet, type SffApp } from 'sff-constructs';
import { readStores, type StoreRow } from './inventory';
import { ConnectedStore } from './store';

/** Builds the fleet: what `main.ts` writes as files, and `index.ts` creates in Azure. */
export function build(app: SffApp, rows: readonly StoreRow[] = readStores()): void {
  const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  stores.sites(
    rows,
    {
      id: 'id',
      serials: (row) => [row.device.serial],
      addresses: (row) => [row.device.address],
      labels: 'labels',
    },
    (id, row) => new ConnectedStore(stores, id, row),
  );
}
