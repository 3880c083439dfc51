import { setTimeout as sleep } from 'node:timers/promises';
import { at, type Fields } from '../plugin/value';
import { DeadlineExceeded, type ResourceManager, ServiceError } from './resource-manager';

/** An operation that was begun, and did not end well. */
export class NotFinished extends Error {}

const RETRIED = [408, 429, 500, 502, 503, 504];
const RETRIES = 3;
/** 20, 60 and 120 s in azure-native: nothing here waits for another's load to go down. */
const RETRY_DELAY = 20;
const POLLING = 10;
const POLLS = 20;

/** How azure-native talks to Azure: what it retries, and how it waits for long operations. */
export class Client {
  constructor(private readonly service: ResourceManager) {}

  /** Undefined when it is not there. */
  public async get(id: string, apiVersion: string): Promise<Fields | undefined> {
    try {
      return await retried(() => this.service.get(id, apiVersion));
    } catch (error) {
      if (error instanceof ServiceError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Creates or replaces, and waits until that is done. Throws NotFinished when it was begun, and did not end well. */
  public async put(id: string, apiVersion: string, body: Fields): Promise<Fields> {
    let state = provisioning(await retried(() => this.service.put(id, apiVersion, body)));
    for (let polls = 0; polls < POLLS; polls++) {
      if (state === 'Failed') throw new NotFinished(`Code="ResourceOperationFailure" '${id}' ended in state Failed.`);
      if (state === 'Succeeded') return this.service.get(id, apiVersion);
      await sleep(POLLING);
      state = provisioning(await retried(() => this.service.get(id, apiVersion)));
    }
    throw new NotFinished(`'${id}' is still in state ${state}: ${new DeadlineExceeded().message}`);
  }

  /** It is no error when it is gone already. */
  public async delete(id: string, apiVersion: string): Promise<void> {
    try {
      await retried(() => this.service.delete(id, apiVersion));
    } catch (error) {
      if (!(error instanceof ServiceError) || error.status !== 404) throw error;
    }
  }
}

async function retried<T>(request: () => Promise<T>): Promise<T> {
  for (let left = RETRIES; ; left--) {
    try {
      return await request();
    } catch (error) {
      if (left === 0 || !(error instanceof ServiceError) || !RETRIED.includes(error.status)) throw error;
      await sleep(RETRY_DELAY);
    }
  }
}

function provisioning(resource: Fields): string {
  return String(at(resource, ['properties', 'provisioningState']));
}
