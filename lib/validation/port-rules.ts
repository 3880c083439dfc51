import type { IConstruct } from 'constructs';
import { type Finding, reportInto } from './problem';

/** A port of the device that something in a site listens on. */
export interface HostPort {
  readonly scope: IConstruct;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** Address that it binds; undefined for every address. */
  readonly address: string | undefined;
}

/** What of the orchestrator itself listens on a port: "the Kubernetes API" */
export type ReservedPorts = (port: number, protocol: string) => string | undefined;

/** Reports ports of the device that two things listen on, or that the orchestrator needs. */
export function checkHostPorts(ports: readonly HostPort[], reserved: ReservedPorts, findings: Finding[]): void {
  const taken = new Map<string, HostPort[]>();
  for (const port of ports) {
    const key = `${port.port}/${port.protocol}`;
    const report = reportInto(findings, port.scope);
    const owner = reserved(port.port, port.protocol);
    if (owner !== undefined) {
      report('port-reserved', `port ${key} of the device belongs to ${owner}.`, 'Publish another port.');
    }
    const others = taken.get(key) ?? [];
    const other = others.find(
      (o) => o.address === undefined || port.address === undefined || o.address === port.address,
    );
    if (other !== undefined) {
      report(
        'port-collision',
        `port ${key} of the device is taken by ${other.scope.node.path}.`,
        'Publish one of them on another port.',
      );
    }
    taken.set(key, [...others, port]);
  }
}
