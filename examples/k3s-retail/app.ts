import { Size } from 'cdk8s';
import { Fleet, type SffApp } from 'sff-constructs';
import { images } from './images';
import { readStores, type StoreRow } from './inventory';
import { Store } from './store';

/** Builds the fleet: one store of each row of the inventory. */
export function build(app: SffApp, rows: readonly StoreRow[] = readStores()): void {
  const stores = new Fleet(app, 'stores', {
    orchestrator: 'k3s',
    labels: { environment: 'production' },
    images,
    defaults: { pullSecrets: ['registry'], logging: { maxSize: Size.mebibytes(20), maxFiles: 5 } },
  });
  stores.sites(
    rows,
    {
      id: 'id',
      serials: (row) => row.devices.map((device) => device.serial),
      addresses: (row) => row.devices.map((device) => device.address),
      labels: 'labels',
    },
    (id, row) => new Store(stores, id, row),
  );
}
