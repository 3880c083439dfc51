import type { SiteModel } from '../site';
import { type Finding, reportInto } from '../validation/problem';
import { show } from '../validation/values';
import { type ComposeDocument, ownerOf } from './document';
import { field } from './forms';
import { variablesIn } from './interpolation';
import { BRIDGE_NAME, INTERFACE_LENGTH } from './networks';

/** Interfaces that every device with Docker has. */
const DOCKERS_OWN = ['lo', 'docker0'];

/** Checks the names of bridges: interfaces of the device, on which each name is there once. */
export function checkBridges(document: ComposeDocument, site: SiteModel, findings: Finding[]): void {
  const nics = site.devices.flatMap((device) => (device.nics ?? []).map(({ name }) => name));
  const taken = new Map([...DOCKERS_OWN, ...nics].map((name) => [name, 'an interface of the device']));
  const chosen = Object.entries(document.project.networks ?? {}).flatMap(([key, network]) => {
    const name = field(network, 'driver_opts', BRIDGE_NAME);
    const isBridge = (field(network, 'driver') ?? 'bridge') === 'bridge';
    return name === undefined || !isBridge ? [] : [{ key, name, owner: ownerOf(document, 'networks', key, site) }];
  });
  const ours = chosen.filter(({ owner }) => owner === site.construct);
  for (const { key, name, owner } of [...ours, ...chosen.filter((network) => !ours.includes(network))]) {
    const report = reportInto(findings, owner);
    const title = `network "${key}" has the bridge name ${show(name)}`;
    if (!isInterfaceName(name)) {
      const rule = `Use up to ${INTERFACE_LENGTH} characters without space, "/" and ":", or leave the name to Docker.`;
      report('compose-invalid', `${title}, which Linux refuses.`, rule);
      continue;
    }
    // What it is on the device is not known here, and a problem of its own.
    if (variablesIn(name).names.length > 0) continue;
    const other = taken.get(name);
    if (other !== undefined)
      report('name-duplicate', `${title}, that of ${other}.`, 'Use another, or leave it to Docker.');
    taken.set(name, `network "${key}"`);
  }
}

/** Names that Linux takes for an interface (dev_valid_name in net/core/dev.c). */
function isInterfaceName(name: unknown): name is string {
  if (typeof name !== 'string' || name === '.' || name === '..') return false;
  return /^[^\s/:]+$/.test(name) && Buffer.byteLength(name) <= INTERFACE_LENGTH;
}
