import { Egress } from '../portable/egress';
import { parseRange } from '../portable/network';
import type { Reader } from './reader';
import { isWhole, show } from './values';

/** Reads a list of egress rules; those that are wrong are reported and left out. */
export function readEgress(field: string, value: readonly Egress[] | undefined, reader: Reader): readonly Egress[] {
  return reader.list(field, value).filter((egress, i) => isRight(`${field}[${i}]`, egress, reader));
}

function isRight(field: string, egress: Egress, reader: Reader): boolean {
  if (!Egress.isEgress(egress)) {
    reader.report(
      'value-invalid',
      `${field} is not an Egress.`,
      'Write Egress.lan(), Egress.internet() or Egress.to(cidr, port).',
    );
    return false;
  }
  const { target } = egress;
  if (target.kind !== 'to') return true;
  if (parseRange(target.cidr) === undefined) {
    reader.report(
      'subnet-invalid',
      `${field} leads to ${show(target.cidr)}, not an IPv4 range.`,
      "Write '10.0.42.50/32' for one address.",
    );
    return false;
  }
  if (!isWhole(target.port, 1, 65_535)) {
    reader.report('port-invalid', `${field} leads to port ${show(target.port)}.`, 'Write a number from 1 to 65535.');
    return false;
  }
  return reader.oneOf(`${field}.protocol`, target.protocol, ['tcp', 'udp']) !== undefined;
}
