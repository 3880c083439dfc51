import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A store as `stores.json` lists it. */
export interface StoreRow {
  readonly id: string;
  readonly city: string;
  readonly lan: string;
  readonly gateway: string;
  readonly device: { readonly serial: string; readonly address: string };
  readonly labels: Readonly<Record<string, string>>;
}

/** The stores of `stores.json`. */
export function readStores(): readonly StoreRow[] {
  return JSON.parse(readFileSync(join(__dirname, 'stores.json'), 'utf8')) as readonly StoreRow[];
}
