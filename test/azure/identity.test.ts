import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArcExtension, ArcFluxConfiguration, Fleet, K3sSite, SffApp, SffDevice } from '../../lib';
import { hardware } from '../tree/program';
import { connection, delivery, GIT } from './programs';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'sff-azure-'));
});
afterEach(() => rmSync(base, { recursive: true }));

/** A store whose extension and Flux configuration may have been renamed. */
function synth(extension: string, flux: string, former: { extension?: string; flux?: string } = {}): void {
  const app = new SffApp({ lock: join(base, 'sff.lock.json'), frozen: false, outdir: join(base, 'dist') });
  const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  const site = new K3sSite(fleet, 's1', { network: { lan: '10.0.42.0/24' } });
  const arc = connection({ app, fleet, site, device: new SffDevice(site, 'node-1', hardware) });
  delivery(site);
  const type = 'microsoft.arc.containerstorage';
  new ArcExtension(arc, extension, { type, version: '2.6.0', renamedFrom: former.extension });
  new ArcFluxConfiguration(arc, flux, { source: GIT, renamedFrom: former.flux });
  app.synth();
}

describe('the identity lock', () => {
  beforeEach(() => synth('storage', 'stores'));

  it('keeps the name in Azure, and the namespace of Flux, of what was renamed', () => {
    expect(() => synth('disks', 'delivery', { extension: 'storage', flux: 'stores' })).not.toThrow();
  });

  it('refuses what was renamed and does not say so', () => {
    expect(() => synth('disks', 'stores')).toThrow(/arc\/storage\/extension .* would be deleted/);
    expect(() => synth('storage', 'delivery')).toThrow(/arc\/stores\/configuration .* would be deleted/);
  });
});
