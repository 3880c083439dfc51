import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Method = 'create' | 'update' | 'read' | 'delete';

/**
 * What goes wrong with one request:
 *
 * - `throttle`: 429, nothing done. The client tries again three times.
 * - `fail`: 500, nothing done. The client tries again three times.
 * - `refuse`: 400, nothing done.
 * - `reject`: it is begun, and ends in the state Failed.
 * - `unfinished`: it is begun, and not finished before the client's time is over.
 * - `unanswered`: it is done, and the answer does not arrive before the client's time is over.
 * - `crash`: it is done, and the provider dies before it can say so.
 * - `hang-before`, `hang-after`: nothing moves any more, before or after it is done.
 */
export type Fault =
  | 'throttle'
  | 'fail'
  | 'refuse'
  | 'reject'
  | 'unfinished'
  | 'unanswered'
  | 'crash'
  | 'hang-before'
  | 'hang-after';

export interface PlannedFault {
  readonly fault: Fault;
  readonly on: Method;
  /** End of the resource's id, as in `connectedClusters/store-0042`. @default any */
  readonly of?: string | undefined;
}

/** Faults that wait for their request, one file each, in order: whoever meets one removes it. */
export class Faults {
  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true });
  }

  public plan(fault: PlannedFault): void {
    writeFileSync(join(this.directory, String(process.hrtime.bigint()).padStart(20, '0')), JSON.stringify(fault));
  }

  /** The first that fits, which then is no more. */
  public take(on: Method, id: string): Fault | undefined {
    for (const name of readdirSync(this.directory).sort()) {
      const file = join(this.directory, name);
      const planned = JSON.parse(readFileSync(file, 'utf8')) as PlannedFault; // written by `plan`
      if (planned.on !== on || !id.toLowerCase().endsWith((planned.of ?? '').toLowerCase())) continue;
      rmSync(file);
      return planned.fault;
    }
    return undefined;
  }

  public get waiting(): number {
    return readdirSync(this.directory).length;
  }
}
