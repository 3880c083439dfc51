import type { Orchestrator, PortProps } from 'sff-constructs';
import type { DevicePorts } from './device-ports';
import type { LooseWorkload } from './workloads';

/** What decides which ports a workload may publish, and where. */
export interface PortContext {
  readonly orchestrator: Orchestrator;
  readonly devicePorts: DevicePorts;
  /** Of a Compose site's device. */
  readonly address: string | undefined;
  /** K3s: by host port, or by a LoadBalancer Service. */
  readonly byHostPort: boolean;
}

/** Ports with names and numbers of their own; in the network of the device they are ports of the device, and none is published. */
export function settlePorts({ ports = [], hostNetwork }: LooseWorkload, context: PortContext): PortProps[] {
  const names = new Set<string>();
  const numbers = new Set<string>();
  return ports.map(({ name: wanted, port: wantedPort, protocol, publish }, i): PortProps => {
    const name = names.has(wanted) ? `port-${i}` : wanted;
    names.add(name);
    const kind = protocol ?? 'tcp';
    if (hostNetwork !== undefined) {
      return { name, port: context.devicePorts.take(wantedPort, kind, '*'), protocol };
    }
    let port = wantedPort;
    while (numbers.has(`${port}/${kind}`)) port = (port % 65_535) + 1;
    numbers.add(`${port}/${kind}`);
    return { name, port, protocol, publish: publish && settlePublish(publish, kind, context) };
  });
}

function settlePublish(
  loose: NonNullable<NonNullable<LooseWorkload['ports']>[number]['publish']>,
  protocol: 'tcp' | 'udp',
  { orchestrator, devicePorts, address, byHostPort }: PortContext,
): PortProps['publish'] {
  const on = settlePlace(loose.on, orchestrator === 'k3s' ? byHostPort : address !== undefined, orchestrator);
  const binds = { lan: address ?? '*', loopback: '127.0.0.1', all: '*' }[on ?? 'lan'];
  const port = devicePorts.take(loose.port, protocol, orchestrator === 'k3s' ? '*' : binds);
  return loose.short && on === undefined ? port : { port, on };
}

/** ServiceLB cannot bind loopback; Docker cannot bind the address that a device does not have. */
function settlePlace(on: 'lan' | 'loopback' | 'all' | undefined, can: boolean, orchestrator: Orchestrator) {
  if (can) return on;
  if (orchestrator === 'k3s') return on === 'loopback' ? 'lan' : on;
  return (on ?? 'lan') === 'lan' ? 'all' : on;
}
