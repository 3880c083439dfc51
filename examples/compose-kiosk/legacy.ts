import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ComposeSpecification, type DockerComposeSite, Rules, type WaivableRule } from 'sff-constructs';
import { parse } from 'yaml';

/** The stack that every kiosk had before: read once, put into every site. */
// The type says what the file has; the library checks it.
const LEGACY = parse(readFileSync(join(__dirname, 'legacy-compose.yaml'), 'utf8')) as ComposeSpecification;

/**
 * The rules that each service breaks today.
 *
 * Take a code away, mend what synth then says in `legacy-compose.yaml`, and so on until none is left. `sync` is nearly
 * through; `player` has not begun.
 */
const OWED: Readonly<Record<string, readonly WaivableRule[]>> = {
  player: ['host-path', 'image-not-pinned', 'limits-missing', 'port-on-all-interfaces'],
  sync: ['host-path'],
};

/** Adopts the signage as it is. */
export function addSignage(site: DockerComposeSite): void {
  const signage = site.addProject(LEGACY, 'signage');
  for (const [name, codes] of Object.entries(OWED)) {
    const service = signage.service(name);
    if (service === undefined) continue;
    Rules.waive(service, codes, { reason: 'Adopted as it was; signage 8 mends it.' });
  }
}
