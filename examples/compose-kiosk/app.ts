import { Size } from 'cdk8s';
import { DockerComposeSite, Fleet, type InventoryProps, type SffApp, SffDevice } from 'sff-constructs';
import { images } from './images';
import { type KioskRow, readKiosks } from './inventory';
import { Kiosk } from './kiosk';
import { addSignage } from './legacy';

/** Builds the fleet: one kiosk of each row of the inventory. */
export function build(app: SffApp, rows: readonly KioskRow[] = readKiosks()): void {
  const kiosks = new Fleet(app, 'kiosks', {
    orchestrator: 'docker-compose',
    labels: { environment: 'production' },
    images,
    defaults: { logging: { maxSize: Size.mebibytes(5), maxFiles: 3 } },
  });
  const inventory: InventoryProps<KioskRow> = {
    id: 'id',
    serials: 'serial',
    addresses: 'address',
    labels: ['region', 'ring'],
  };
  kiosks.sites(rows, inventory, (id, row) => {
    const site = new DockerComposeSite(kiosks, id, {
      network: { lan: row.lan },
      link: { downlink: Number(row.downlink) },
      values: { station: row.station },
    });
    new SffDevice(site, `${id}-pc`, {
      architecture: 'arm64',
      cores: 4,
      memory: Size.gibibytes(4),
      disks: [{ kind: 'emmc', size: Size.gibibytes(64) }],
      address: row.address,
      serial: row.serial,
    });
    new Kiosk(site, 'kiosk', row.station);
    addSignage(site);
    return site;
  });
}
