import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fields } from '../plugin/value';

/** A resource as the cloud has it: what Azure answers, with the secrets that it never does. */
export interface CloudResource extends Fields {
  id: string;
  name: string;
  type: string;
  properties: Fields;
}

const FILE = 'resource.json';

/**
 * The cloud: a directory for each resource, named by its id, with one file in it. A test may read and edit the files
 * at any time. Ids have no case, so that directories are in lower case.
 */
export class Cloud {
  constructor(public readonly directory: string) {}

  /** Where the file of a resource is. */
  public file(id: string): string {
    return join(this.directory, ...id.toLowerCase().split('/'), FILE);
  }

  public get(id: string): CloudResource | undefined {
    try {
      return JSON.parse(readFileSync(this.file(id), 'utf8')) as CloudResource; // written by `put`, or by a test
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Writes it whole: a reader sees the old or the new one. */
  public put(resource: CloudResource): void {
    const file = this.file(resource.id);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, `${JSON.stringify(resource, undefined, 2)}\n`);
    renameSync(`${file}.new`, file);
  }

  /** Removes it with all that stands below it, as Azure does. */
  public remove(id: string): void {
    rmSync(dirname(this.file(id)), { recursive: true, force: true });
  }

  public list(): readonly CloudResource[] {
    const names = readdirSync(this.directory, { recursive: true, encoding: 'utf8' });
    const files = names.filter((name) => name.endsWith(FILE)).sort();
    return files.map((name) => JSON.parse(readFileSync(join(this.directory, name), 'utf8')) as CloudResource);
  }
}
