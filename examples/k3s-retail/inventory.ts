import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A device as `stores.json` lists it. */
export interface DeviceRow {
  readonly name: string;
  readonly serial: string;
  readonly address: string;
  /** @default 'server' */
  readonly role?: 'server' | 'agent';
  /** Model of its NVIDIA GPU. @default - none */
  readonly gpu?: string;
}

/** A store as `stores.json` lists it. */
export interface StoreRow {
  readonly id: string;
  readonly city: string;
  readonly lan: string;
  readonly printer: string;
  /** Addresses of the cameras, for stores with a GPU. */
  readonly cameras?: string;
  /** Mbit/s towards the store. */
  readonly downlink: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly devices: readonly DeviceRow[];
}

/** The stores of `stores.json`. The library checks what matters: names, addresses, serial numbers, roles. */
export function readStores(): readonly StoreRow[] {
  // The type says what the file has; a row that is otherwise becomes a problem that names its number.
  return JSON.parse(readFileSync(join(__dirname, 'stores.json'), 'utf8')) as readonly StoreRow[];
}
