import { Size } from 'cdk8s';
import {
  DockerComposeSite,
  Fleet,
  type ImageLock,
  K3sSite,
  type Orchestrator,
  parseOrchestrator,
  type SffApp,
  SffDevice,
  type Site,
} from 'sff-constructs';
import { readSites, type SiteRow } from './inventory';
import { Telemetry } from './telemetry';

/** What each tag stood for when CI wrote it down. */
const images: ImageLock = {
  'registry.contoso.com/eclipse-mosquitto:2.0.22':
    'sha256:2c57ecb50c4c5d9e13e7034c7b59063ae2ba6167ec2e4b6708de0287d7f63431',
  'registry.contoso.com/telegraf:1.36.4': 'sha256:2a9b61ff53045bed2beaee22b0e8e07ef545d4df3ed679c3e8d9402630eb1654',
};

/** Builds two fleets that run one application: plants with K3s, masts with Docker Compose. */
export function build(app: SffApp, rows: readonly SiteRow[] = readSites()): void {
  const on = (orchestrator: Orchestrator) => rows.filter((row) => parseOrchestrator(row.orchestrator) === orchestrator);

  const plants = new Fleet(app, 'plants', {
    orchestrator: 'k3s',
    images,
    defaults: {
      pullSecrets: ['registry'],
      kubernetes: { pids: 'node-wide', reason: 'The kubelet of every plant has podPidsLimit 128.' },
    },
  });
  plants.sites(on('k3s'), { id: 'id', labels: 'labels' }, (id, row) => {
    const site = new K3sSite(plants, id, { network: { lan: row.lan } });
    return equip(site, row);
  });

  const masts = new Fleet(app, 'masts', {
    orchestrator: 'docker-compose',
    images,
    defaults: {
      compose: { egress: 'unenforced', reason: 'The router of a mast lets the gateway reach the meter only.' },
    },
  });
  masts.sites(on('docker-compose'), { id: 'id', labels: 'labels' }, (id, row) => {
    const site = new DockerComposeSite(masts, id, {
      network: { lan: row.lan },
      // A site's choices win over its fleet's, with a reason of their own.
      ...(row.labels.landlord === 'railway'
        ? { defaults: { compose: { egress: 'unenforced', reason: 'The railway filters all that leaves the mast.' } } }
        : {}),
    });
    return equip(site, row);
  });
}

/** Generic over the orchestrator: the same lines for both, and the compiler still knows which it is. */
function equip<O extends Orchestrator, S extends Site<O>>(site: S & Site<O>, row: SiteRow): S {
  new SffDevice(site, row.device.name, {
    architecture: 'arm64',
    cores: 4,
    memory: Size.gibibytes(8),
    disks: [{ kind: 'ssd', size: Size.gibibytes(128) }],
    address: row.device.address,
    serial: row.device.serial,
  });
  new Telemetry(site, 'telemetry', { site: row.id, meter: row.meter });
  return site;
}
