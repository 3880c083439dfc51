import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A site as `sites.json` lists it. */
export interface SiteRow {
  readonly id: string;
  readonly orchestrator: string;
  readonly lan: string;
  /** IPv4 address of the electricity meter, which speaks Modbus on port 502. */
  readonly meter: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly device: { readonly name: string; readonly serial: string; readonly address: string };
}

/** The sites of `sites.json`, of both orchestrators. */
export function readSites(): readonly SiteRow[] {
  // The type says what the file has; a row that is otherwise becomes a problem that names its number.
  return JSON.parse(readFileSync(join(__dirname, 'sites.json'), 'utf8')) as readonly SiteRow[];
}
