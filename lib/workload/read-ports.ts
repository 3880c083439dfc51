import type { PortProps, Publish } from '../portable/port';
import type { Reader } from '../validation/reader';
import { isWhole, show } from '../validation/values';
import type { PortModel } from './model';
import { PORT, PUBLISH } from './properties';

/** IANA service name (RFC 6335 §5.1), which Kubernetes asks of port names. */
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/;

/** Reads the ports of a workload. */
export function readPorts(props: readonly PortProps[] | undefined, reader: Reader): PortModel[] {
  const ports = reader.list('ports', props).flatMap((port, i) => readPort(`ports[${i}]`, port, reader) ?? []);
  const taken = new Set<string>();
  for (const { name, port, protocol } of ports) {
    for (const key of [name, `${protocol} ${port}`]) {
      if (taken.has(key)) reader.report('port-duplicate', `ports has "${key}" twice.`, 'Remove one of them.');
      taken.add(key);
    }
  }
  return ports;
}

function readPort(field: string, props: PortProps, reader: Reader): PortModel | undefined {
  if (reader.item(field, props, PORT) === undefined) return undefined;
  if (typeof props.name !== 'string' || !PORT_NAME.test(props.name) || props.name.includes('--')) {
    reader.report(
      'port-invalid',
      `${field}.name is ${show(props.name)}, not a port name.`,
      'Use at most 15 of a-z, 0-9 and "-", with a letter.',
    );
    return undefined;
  }
  const protocol = reader.oneOf(`${field}.protocol`, props.protocol ?? 'tcp', ['tcp', 'udp'] as const);
  if (protocol === undefined || !isPort(`${field}.port`, props.port, reader)) return undefined;
  const publish: { readonly port: unknown } & Partial<Omit<Publish, 'port'>> =
    typeof props.publish === 'object' && props.publish !== null ? props.publish : { port: props.publish };
  reader.onlyKnown(`${field}.publish`, publish, PUBLISH);
  if (props.publish === undefined) return { name: props.name, port: props.port, protocol, publish: undefined };
  const on = reader.oneOf(`${field}.publish.on`, publish.on ?? 'lan', ['lan', 'loopback', 'all'] as const);
  if (on === undefined || !isPort(`${field}.publish`, publish.port, reader)) return undefined;
  return { name: props.name, port: props.port, protocol, publish: { port: publish.port, on } };
}

function isPort(field: string, port: unknown, reader: Reader): port is number {
  if (isWhole(port, 1, 65_535)) return true;
  reader.report('port-invalid', `${field} is ${show(port)}.`, 'Write a number from 1 to 65535.');
  return false;
}
