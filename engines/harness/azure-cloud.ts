import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cloud, type CloudResource } from '../pulumi/azure/cloud';
import { Faults, type PlannedFault } from '../pulumi/azure/faults';
import { parseResourceId } from '../pulumi/azure/resource-id';
import type { Fields } from '../pulumi/plugin/value';

export interface CloudRequest {
  readonly method: 'create' | 'update' | 'read' | 'delete';
  readonly id: string;
  readonly apiVersion: string;
  readonly body?: Fields;
}

/** The stand-in's cloud, seen from outside: what is in it, what was asked of it, and what is to go wrong. */
export class AzureCloud {
  private readonly cloud: Cloud;
  private readonly faults: Faults;

  constructor(private readonly directory: string) {
    this.cloud = new Cloud(join(directory, 'resources'));
    this.faults = new Faults(join(directory, 'faults'));
  }

  public resources(): readonly CloudResource[] {
    return existsSync(this.cloud.directory) ? this.cloud.list() : [];
  }

  /** The resource whose id ends so: `connectedClusters/store-0042`. Throws unless there is exactly one. */
  public resource(end: string): CloudResource {
    const [found, ...more] = this.resources().filter(({ id }) => id.toLowerCase().endsWith(end.toLowerCase()));
    if (found === undefined || more.length > 0) {
      throw new Error(`${more.length + (found ? 1 : 0)} of ${this.resources().map(({ id }) => id)} end with ${end}.`);
    }
    return found;
  }

  /** Puts a resource there that is nobody's business here, as resource groups are that somebody else has made. */
  public put(id: string, values: Fields = {}): void {
    const { type, name } = parseResourceId(id);
    this.cloud.put({ id, name, type, ...values, properties: { provisioningState: 'Succeeded' } });
  }

  /** Changes a resource behind Pulumi's back. */
  public edit(end: string, change: (resource: CloudResource) => void): void {
    const resource = this.resource(end);
    change(resource);
    this.cloud.put(resource);
  }

  /** Deletes a resource behind Pulumi's back. */
  public remove(end: string): void {
    this.cloud.remove(this.resource(end).id);
  }

  /** Plans what goes wrong with the next requests that fit. */
  public fail(fault: PlannedFault, times = 1): void {
    for (let n = 0; n < times; n++) this.faults.plan(fault);
  }

  /** How many planned faults have not come yet. */
  public get faultsLeft(): number {
    return this.faults.waiting;
  }

  public requests(): readonly CloudRequest[] {
    const file = join(this.directory, 'requests.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as CloudRequest);
  }
}
