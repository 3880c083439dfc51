import type { ContainerModel, WorkloadModel } from '../workload/model';
import { type ConfigFile, configFilesOf } from './config-files';
import { escaped } from './interpolation';
import type { LoggingSettings } from './logging';
import { dockerVolumes } from './mounts';
import { secretKey, serviceKey, volumeKey } from './names';
import { attachmentOf, initAttachmentOf } from './networks';
import { secretPath } from './secrets';
import type { ComposeDependency, ComposeServiceDefinition } from './spec';
import { nonEmpty, toNetworks, toPort, toService } from './to-service';

/** What a workload adds to the project of its site; its networks come from `networksOf`. */
export interface WorkloadParts {
  /** By key; the service of the main container first. */
  readonly services: ReadonlyMap<string, ComposeServiceDefinition>;
  /** Keys of volumes that Docker keeps. */
  readonly volumes: readonly string[];
  /** Path on the device by key. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly files: readonly ConfigFile[];
}

/** What a device tells of itself. */
export interface ComposePlatform {
  /** Static address; undefined with DHCP. */
  readonly address: string | undefined;
  readonly logging: LoggingSettings;
}

/** The services of a workload, as Compose reads them back: every dollar in them is escaped. */
export function toCompose(workload: WorkloadModel, platform: ComposePlatform): WorkloadParts {
  const key = serviceKey(workload);
  const services = new Map<string, ComposeServiceDefinition>();
  const secrets = new Map<string, string>();
  const files: ConfigFile[] = [];
  const add = (container: ContainerModel, own: ComposeServiceDefinition) => {
    const configFiles = configFilesOf(workload, container);
    files.push(...configFiles);
    for (const s of container.secrets) {
      secrets.set(secretKey(workload, s.name, s.key), secretPath(workload, s.name, s.key));
    }
    const service = { ...toService(workload, container, configFiles, platform.logging), ...own };
    services.set(serviceKey(workload, container), escaped(service));
  };

  const last = workload.init.at(-1);
  add(workload.main, {
    ...mainOf(workload, platform),
    depends_on: last === undefined ? undefined : { [serviceKey(workload, last)]: COMPLETED },
  });
  for (const sidecar of workload.sidecars) {
    add(sidecar, {
      restart: 'unless-stopped',
      network_mode: `service:${key}`,
      depends_on: { [key]: { condition: 'service_started', restart: true } },
    });
  }
  workload.init.forEach((container, i) => {
    const before = workload.init[i - 1];
    add(container, {
      restart: 'no',
      ...toNetworks(initAttachmentOf(workload), undefined),
      depends_on: before === undefined ? undefined : { [serviceKey(workload, before)]: COMPLETED },
    });
  });
  return { services, volumes: dockerVolumes(workload).map((v) => volumeKey(workload, v.name)), secrets, files };
}

const COMPLETED: ComposeDependency = { condition: 'service_completed_successfully' };

/** What only the main container has: ports, hardware, a name. */
function mainOf(workload: WorkloadModel, { address }: ComposePlatform): ComposeServiceDefinition {
  const attachment = attachmentOf(workload);
  return {
    restart: 'unless-stopped',
    ...toNetworks(attachment, workload.hostname),
    expose: nonEmpty(workload.ports.map(({ port, protocol }) => `${port}/${protocol}`)),
    ports: attachment === 'host' ? undefined : nonEmpty(workload.ports.flatMap((p) => toPort(p, address))),
    devices: nonEmpty(workload.peripherals.map((path) => ({ source: path, target: path, permissions: 'rw' }))),
  };
}
