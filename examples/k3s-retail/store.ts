import { Size } from 'cdk8s';
import { type Fleet, K3sSite, SffDevice } from 'sff-constructs';
import { NvidiaDevicePlugin } from './device-plugin';
import { EndOfDay } from './end-of-day';
import type { DeviceRow, StoreRow } from './inventory';
import { addMonitoring, SCRAPER } from './monitoring';
import { Till } from './till';
import { Vision } from './vision';

/** A store as this team runs it: the building block that a row of the inventory becomes. */
export class Store extends K3sSite {
  public readonly till: Till<'k3s'>;

  constructor(stores: Fleet<'k3s'>, id: string, row: StoreRow) {
    super(stores, id, {
      network: { lan: row.lan },
      link: { downlink: row.downlink },
      values: { city: row.city },
    });
    for (const device of row.devices) this.addDevice(device);

    this.till = new Till(this, 'till', {
      store: id,
      printer: row.printer,
      replicas: row.devices.length > 1 ? 2 : 1,
    });
    new EndOfDay(this.till, 'end-of-day');

    const gpuNodes = row.devices.filter((device) => device.gpu !== undefined).map((device) => device.name);
    if (gpuNodes.length > 0 && row.cameras !== undefined) {
      new NvidiaDevicePlugin(this, 'nvidia-device-plugin', gpuNodes);
      const vision = new Vision(this, 'vision', { cameras: row.cameras });
      this.till.pos.connectTo(vision.inference);
    }

    addMonitoring(this, id, this.till.pos.endpoint('metrics'));
    this.till.pos.allowFrom({ ...SCRAPER, ports: ['metrics'] });
  }

  private addDevice(row: DeviceRow): void {
    new SffDevice(this, row.name, {
      architecture: 'amd64',
      cores: row.gpu === undefined ? 14 : 16,
      memory: Size.gibibytes(row.gpu === undefined ? 32 : 64),
      disks: [{ kind: 'nvme', size: Size.gibibytes(512) }],
      nics: [{ name: 'eth0', speed: 1000 }],
      gpus: row.gpu === undefined ? [] : [{ vendor: 'nvidia', model: row.gpu }],
      address: row.address,
      serial: row.serial,
      role: row.role,
    });
  }
}
