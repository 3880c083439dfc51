import { labelFaults } from '../validation/labels';
import type { Report } from '../validation/problem';
import { Reader } from '../validation/reader';
import { isRecord, show } from '../validation/values';
import type { PodPeer, WorkloadModel } from './model';
import { PEER } from './properties';

/** A DNS label (RFC 1123), which may start with a digit. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Reads whom a workload lets in; undefined where something is wrong, which is reported, or where nothing is let in. */
export function readPeer(peer: PodPeer, workload: WorkloadModel | undefined, report: Report): PodPeer | undefined {
  const reader = new Reader(report, report);
  if (!isRecord(peer)) {
    const given = peer === undefined ? 'nothing' : show(peer);
    reader.report(
      'value-invalid',
      `allowFrom is given ${given}.`,
      "Write allowFrom({ namespace: 'monitoring' }), say.",
    );
    return undefined;
  }
  reader.onlyKnown('allowFrom', peer, PEER);
  if (typeof peer.namespace !== 'string' || !NAMESPACE.test(peer.namespace)) {
    reader.report('name-invalid', `allowFrom names the namespace ${show(peer.namespace)}.`, 'Use a DNS label.');
  }
  if (peer.podLabels !== undefined) labelFaults(peer.podLabels, reader.report, 'podLabels');
  const names = reader.texts('allowFrom.ports', peer.ports);
  if (workload === undefined) return undefined;
  const { ports } = workload;
  if (ports.length === 0 || names?.length === 0) {
    // A rule of a NetworkPolicy without ports would open every port.
    reader.report(
      'connection-invalid',
      'allowFrom opens no port.',
      'Declare ports, and name one of them, or leave ports out.',
    );
  }
  const unknown = names?.find((name) => !ports.some((p) => p.name === name));
  if (unknown !== undefined) {
    const known = ports.map((p) => `'${p.name}'`).join(', ');
    reader.report('reference-unknown', `allowFrom names the port ${show(unknown)}.`, `Use one of ${known}.`);
  }
  return reader.failed ? undefined : peer;
}
