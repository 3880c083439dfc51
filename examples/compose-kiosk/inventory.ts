import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** A kiosk as `kiosks.csv` lists it: every value is text. */
export interface KioskRow {
  readonly id: string;
  readonly station: string;
  readonly region: string;
  readonly ring: string;
  readonly lan: string;
  readonly address: string;
  readonly serial: string;
  /** Mbit/s towards the kiosk. */
  readonly downlink: string;
}

/** The kiosks of `kiosks.csv`. */
export function readKiosks(): readonly KioskRow[] {
  return parse<KioskRow>(readFileSync(join(__dirname, 'kiosks.csv'), 'utf8'), { columns: true });
}
