import { Size } from 'cdk8s';
import type { Gpu, Orchestrator } from 'sff-constructs';
import type { DevicePlan, WorkloadPlan } from './plan';
import { numbered } from './settle-containers';
import { settleAddresses } from './settle-network';
import type { LooseDevice } from './sites';

/** One device on Compose; an odd number of servers, and any of agents, on K3s. */
export function settleDevices(orchestrator: Orchestrator, lan: string, loose: readonly LooseDevice[]): DevicePlan[] {
  const devices = orchestrator === 'k3s' ? loose : loose.slice(0, 1);
  const addresses = settleAddresses(
    lan,
    devices.map(({ address }) => address),
  );
  const servers = devices.filter(({ role }) => role !== 'agent').length;
  const lastServer = devices.map(({ role }) => role !== 'agent').lastIndexOf(true);
  return devices.map(({ id, role: wanted, serial, ...props }, i) => {
    const isFew = servers === 0 ? i === 0 : servers % 2 === 0 && i === lastServer;
    const role = isFew ? (servers === 0 ? 'server' : 'agent') : wanted;
    return {
      id: numbered(id, i),
      props: {
        ...props,
        serial: serial && `${serial}${i}`,
        address: addresses[i],
        ...(orchestrator === 'k3s' ? { role } : {}),
      },
    };
  });
}

/** Gives the devices what the workloads need: where each is placed, or where any may land. */
export function equip(devices: readonly DevicePlan[], workloads: readonly WorkloadPlan[]): DevicePlan[] {
  return devices.map((device, i) => {
    const gpus: Gpu[] = [];
    const peripherals: string[] = [];
    let [cores, kibibytes] = [0, 0];
    for (const { on, props } of workloads) {
      const isHere = on === undefined ? i === 0 : on === i;
      const replicas = props.replicas ?? 1;
      if (isHere) gpus.push(...Array.from({ length: (props.gpus ?? 0) * replicas }, () => NVIDIA));
      for (const { limits } of isHere ? [props, ...(props.sidecars ?? []), ...(props.init ?? [])] : []) {
        cores += limits.cpu * replicas;
        kibibytes += limits.memory.toKibibytes() * replicas;
      }
      for (const path of props.peripherals ?? []) {
        // A device node is looked for wherever the pod lands; a device plugin knows where its devices are.
        const isAnywhere = on === undefined && props.kubernetes?.peripherals?.[path] === 'privileged';
        if (isHere || isAnywhere) peripherals.push(path);
      }
    }
    return {
      ...device,
      props: {
        ...device.props,
        cores: Math.max(device.props.cores, Math.ceil(cores)),
        memory: device.props.memory.toKibibytes() < kibibytes ? Size.kibibytes(kibibytes) : device.props.memory,
        gpus: gpus.length === 0 ? device.props.gpus : [...(device.props.gpus ?? []), ...gpus],
        peripherals:
          peripherals.length === 0 ? device.props.peripherals : [...(device.props.peripherals ?? []), ...peripherals],
      },
    };
  });
}

const NVIDIA: Gpu = { vendor: 'nvidia', model: 'L4' };
