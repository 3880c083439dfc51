import { join } from 'node:path';
import { Config, secret } from '@pulumi/pulumi';
import { Fleet, SffApp } from 'sff-constructs';
import { deploy } from 'sff-constructs/pulumi';
import { readStores, type StoreRow } from '../../../examples/arc-retail/inventory';
import { ConnectedStore } from '../../../examples/arc-retail/store';

/**
 * The stores of `examples/arc-retail` in the same stack, after an edit: `renamed` calls them by their cities and says what
 * they were; `moved` gives one machine another address, and `revouched` another voucher, which Azure takes only when a
 * machine is created.
 */
const config = new Config();
const edit = config.require('edit');
const ring = config.get('ring');

interface EditedRow extends StoreRow {
  readonly former?: string;
}

function edited(row: StoreRow): EditedRow {
  if (edit === 'renamed') return { ...row, id: row.city.toLowerCase(), former: row.id };
  if (edit !== 'moved' || row.id !== 'store-0002') return row;
  return { ...row, device: { ...row.device, address: row.device.address.replace(/\d+$/, '99') } };
}

const lock = join(__dirname, '../../../examples/arc-retail/sff.lock.json');
const app = new SffApp({ lock: config.getBoolean('locked') ? lock : false });
const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
const rows = readStores().map(edited);
stores.sites(
  rows,
  { id: 'id', labels: (row) => row.labels, renamedFrom: (row) => row.former },
  (id, row) => new ConnectedStore(stores, id, row),
);

export const sites = deploy(app, {
  ...(ring === undefined ? {} : { select: { labels: { ring } } }),
  secrets(name) {
    const isSecond = name === `voucher-${rows[1]?.device.serial}`;
    return edit === 'revouched' && isSecond ? secret('another voucher') : config.getSecret(name);
  },
}).sites;

/** Files that were loaded as Pulumi's SDK, and as the library. */
export const loaded = Object.keys(require.cache).filter((file) =>
  /@pulumi\/pulumi\/index\.js$|\/(lib|build)\/pulumi\/deploy\.\w+$/.test(file),
);
