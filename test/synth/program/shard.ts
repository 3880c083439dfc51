// The program of test/synth/shards.test.ts and test/engines/lock-faults.test.ts, as a process of its own.
import { Fleet, K3sSite, SffApp, SffDevice, Workload } from '../../../lib';
import { container, hardware } from '../../tree/program';

const app = new SffApp({ outdir: process.env.TEST_OUTDIR, lock: process.env.TEST_LOCK, frozen: false });
const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
const fill = (site: K3sSite) => {
  new SffDevice(site, 'box', { ...hardware, serial: `CZ-${site.node.id}` });
  new Workload(site, 'pos', container);
  return site;
};
const rows = Array.from({ length: Number(process.env.TEST_SITES ?? 24) }, (_, i) => ({
  id: `s${i}`,
  ring: i % 2 === 0 ? 'canary' : 'broad',
}));
fleet.sites(rows, { id: 'id', labels: ({ ring }) => ({ ring }), serials: ({ id }) => [`CZ-${id}`] }, (id) =>
  fill(new K3sSite(fleet, id, { network: { lan: '10.0.42.0/24' } })),
);
fill(new K3sSite(fleet, 'depot', { network: { lan: '10.0.43.0/24' }, labels: { ring: 'last' } }));
app.synth();
