import type { DeviceModel } from '../portable/hardware';
import type { SiteModel } from '../site';
import { type Finding, type Report, reportInto } from '../validation/problem';
import { bytesOf } from '../validation/values';
import { type ContainerModel, containersOf, type WorkloadModel } from './model';

/** At most, on the architectures that there are; `cores` are physical ones. */
const THREADS_OF_CORE = 2;

/** What a scheduler of Kubernetes counts: a pod that finds too little of it on every node waits for ever. */
interface Resource {
  readonly ofPod: (workload: WorkloadModel) => number;
  /** What a device has at most: a system keeps some of it. */
  readonly ofDevice: (device: DeviceModel) => number;
  readonly show: (amount: number) => string;
  readonly fix: string;
}

const GPUS: Resource = {
  ofPod: ({ gpus }) => gpus,
  ofDevice: ({ gpus = [] }) => gpus.filter((g) => g.vendor === 'nvidia').length,
  show: (amount) => `${amount} NVIDIA GPU(s)`,
  fix: 'Declare them: gpus on the SffDevice.',
};

/** In thousandths, as Kubernetes counts them. */
const CPUS: Resource = {
  ofPod: (workload) => requestOf(workload, ({ limits, reservations }) => millis(reservations.cpu ?? limits.cpu)),
  ofDevice: ({ cores }) => millis(cores * THREADS_OF_CORE),
  show: (amount) => `${amount / 1000} CPUs`,
  fix: 'Lower limits.cpu, or reserve less of it with reservations.cpu.',
};

const MEMORY: Resource = {
  ofPod: (workload) => requestOf(workload, ({ limits, reservations }) => reservations.memory ?? limits.memory),
  ofDevice: ({ memory }) => bytesOf(memory) ?? Number.POSITIVE_INFINITY,
  show: (amount) => `${Math.ceil(amount / 1024 ** 2)} MiB of memory`,
  fix: 'Lower limits.memory, or reserve less of it with reservations.memory.',
};

const RESOURCES = [GPUS, CPUS, MEMORY];

/** What a pod reserves: its containers together, or an init container beside the sidecars (Kubernetes, "Sidecar Containers"). */
function requestOf({ main, sidecars, init }: WorkloadModel, of: (container: ContainerModel) => number): number {
  const beside = sidecars.reduce((sum, container) => sum + of(container), 0);
  return beside + Math.max(of(main), ...init.map(of));
}

function millis(cpus: number): number {
  return Math.round(cpus * 1000);
}

/** Reports workloads on Kubernetes for which there is no room beside those that the program makes before them. */
export function checkRoom(site: SiteModel, workloads: readonly WorkloadModel[], findings: Finding[]): void {
  const { devices } = site;
  if (devices.length === 0) return;
  const placed =
    devices.length === 1 ? [] : devices.map((device) => ({ on: [device], where: `device ${device.name}` }));
  for (const { ofPod, ofDevice, show, fix } of RESOURCES) {
    for (const { on, where } of [...placed, { on: devices, where: 'the site' }]) {
      const room = on.reduce((sum, device) => sum + ofDevice(device), 0);
      let taken = 0;
      for (const workload of workloads) {
        const isHere = on === devices || workload.device === on[0];
        // What fits on no device at all is told by itself.
        if (!isHere || ofPod(workload) > Math.max(...on.map(ofDevice))) continue;
        const needed = ofPod(workload) * workload.replicas;
        taken += needed;
        if (needed === 0 || taken <= room) continue;
        reportInto(findings, workload.construct)(
          'hardware-missing',
          `needs ${show(needed)}, with its replicas and beside other workloads, and ${where} has ${show(room)}.`,
          fix,
        );
        break;
      }
    }
  }
}

/** Reports what a workload needs and no device that it may land on has. */
export function checkHardware(site: SiteModel, workload: WorkloadModel, findings: Finding[]): void {
  const devices = workload.device === undefined ? site.devices : [workload.device];
  // That a site has no device is told by itself.
  if (devices.length === 0) return;
  const where =
    workload.device === undefined ? 'no device of the site has' : `device ${workload.device.name} does not have`;
  const report = reportInto(findings, workload.construct);
  for (const { ofPod, ofDevice, show, fix } of site.orchestrator === 'k3s' ? RESOURCES : [GPUS]) {
    const needed = ofPod(workload);
    if (needed <= Math.max(...devices.map(ofDevice))) continue;
    report('hardware-missing', `needs ${show(needed)}, which ${where}.`, fix);
  }
  if (site.orchestrator === 'docker-compose') checkCpus(workload, devices, where, report);
  for (const peripheral of workload.peripherals) {
    if (!peripheral.startsWith('/dev/')) {
      report('path-invalid', `peripheral ${peripheral} is not below /dev.`, 'Name a device node; mount what is none.');
    }
    const without = devices.filter((d) => !d.peripherals?.includes(peripheral));
    if (without.length === devices.length) {
      report('hardware-missing', `needs ${peripheral}, which ${where}.`, 'Declare it: peripherals on the SffDevice.');
    } else if (without[0] !== undefined && workload.kubernetes?.peripherals?.[peripheral] === 'privileged') {
      // A device plugin knows where its devices are; a mounted device node is looked for wherever the pod lands.
      report(
        'hardware-missing',
        `needs ${peripheral}, and may land on ${without[0].name}, which does not have it.`,
        'Place it with `on`, on a device that has it.',
      );
    }
  }
}

/** Docker makes no container that may use more CPUs than there are. */
function checkCpus(workload: WorkloadModel, devices: readonly DeviceModel[], where: string, report: Report): void {
  const cpus = Math.max(...devices.map(CPUS.ofDevice));
  for (const { name, limits } of containersOf(workload)) {
    if (millis(limits.cpu) <= cpus) continue;
    report('hardware-missing', `container ${name} asks for ${limits.cpu} CPUs, which ${where}.`, 'Lower limits.cpu.');
  }
}
