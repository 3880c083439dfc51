import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { at, type Fields, withAt } from '../plugin/value';
import { Cloud, type CloudResource } from './cloud';
import { type Fault, Faults, type Method } from './faults';
import { parseResourceId } from './resource-id';
import { answer, filled } from './service';
import { type ResourceTypes, UnknownType } from './types';

/** An answer that is none of success. */
export class ServiceError extends Error {
  constructor(
    public readonly status: number,
    public readonly code: string,
    message: string,
  ) {
    super(`Status=${status} Code="${code}" Message="${message}"`);
  }
}

/** The client's time was over before the answer came. */
export class DeadlineExceeded extends Error {
  constructor() {
    super('context deadline exceeded');
  }
}

/** How long Azure goes on with a resource after it has answered a PUT. */
const SETTLES = 30;

/**
 * Azure Resource Manager, as its documentation and answers show it: PUT creates or replaces all that can be written, a
 * resource needs what is above it, what is below a resource goes with it, a long operation goes on after the answer
 * with `provisioningState`, and what can only be set at creation is refused afterwards.
 */
export class ResourceManager {
  private readonly faults: Faults;

  /** @param directory where the resources are, with planned faults and the list of requests beside them */
  constructor(
    private readonly directory: string,
    private readonly types: ResourceTypes,
    private readonly cloud = new Cloud(join(directory, 'resources')),
  ) {
    mkdirSync(cloud.directory, { recursive: true });
    this.faults = new Faults(join(directory, 'faults'));
  }

  public async get(id: string, apiVersion: string): Promise<Fields> {
    return this.request('read', id, apiVersion, undefined, () => {
      this.typeOf(id, apiVersion);
      const resource = this.settled(id);
      if (resource === undefined) throw notFound(id);
      return answer(resource);
    });
  }

  /** Begins to create or change a resource, and returns it as it is then. */
  public async put(id: string, apiVersion: string, body: Fields): Promise<Fields> {
    const method = this.cloud.get(id) === undefined ? 'create' : 'update';
    return this.request(method, id, apiVersion, body, (fault) => {
      this.judge(id, apiVersion, body);
      const state = fault === 'reject' ? 'Failed' : fault === 'unfinished' ? 'Unfinished' : 'Succeeded';
      const resource = this.accepted(id, apiVersion, body, state);
      this.cloud.put(resource);
      return answer(resource);
    });
  }

  public async delete(id: string, apiVersion: string): Promise<void> {
    await this.request('delete', id, apiVersion, undefined, () => {
      this.typeOf(id, apiVersion);
      if (this.cloud.get(id) === undefined) throw notFound(id);
      this.cloud.remove(id);
      return {};
    });
  }

  /** Does what is asked, or what is planned to happen in its place, and notes the request. */
  private async request(
    method: Method,
    id: string,
    apiVersion: string,
    body: Fields | undefined,
    act: (fault: Fault | undefined) => Fields,
  ): Promise<Fields> {
    const note = { method, id, apiVersion, ...(body === undefined ? {} : { body }) };
    appendFileSync(join(this.directory, 'requests.jsonl'), `${JSON.stringify(note)}\n`);
    const fault = this.faults.take(method, id);
    if (fault === 'throttle') throw new ServiceError(429, 'TooManyRequests', 'The request is being throttled.');
    if (fault === 'fail') throw new ServiceError(500, 'InternalServerError', 'The service failed.');
    if (fault === 'refuse') throw new ServiceError(400, 'BadRequest', 'The service refuses this.');
    if (fault === 'hang-before') await forever();
    const done = act(fault);
    if (fault === 'crash') process.exit(3);
    if (fault === 'hang-after') await forever();
    if (fault === 'unanswered') throw new DeadlineExceeded();
    return done;
  }

  private typeOf(id: string, apiVersion: string) {
    try {
      return this.types.get(parseResourceId(id).type, apiVersion);
    } catch (error) {
      if (error instanceof UnknownType) throw new ServiceError(400, 'NoRegisteredProviderFound', error.message);
      throw error;
    }
  }

  private judge(id: string, apiVersion: string, body: Fields): void {
    const { parent } = parseResourceId(id);
    const type = this.typeOf(id, apiVersion);
    if (parent !== undefined && this.cloud.get(parent) === undefined) {
      throw new ServiceError(404, 'ParentResourceNotFound', `'${parent}' is needed for '${id}', and is not there.`);
    }
    const [problem] = type.problems(body);
    if (problem !== undefined) {
      throw new ServiceError(400, 'InvalidRequestContent', `${problem.path.join('.')} ${problem.message}`);
    }
    const before = this.cloud.get(id);
    const changed = type.createOnly().find((path) => before !== undefined && differs(at(before, path), at(body, path)));
    if (changed !== undefined) {
      const message = `Changing property '${changed.join('.')}' is not allowed.`;
      throw new ServiceError(409, 'PropertyChangeNotAllowed', message);
    }
  }

  private accepted(id: string, apiVersion: string, body: Fields, becomes: string): CloudResource {
    const { type, name } = parseResourceId(id);
    const before = this.cloud.get(id);
    const now = new Date().toISOString();
    const systemData = { createdAt: at(before, ['systemData', 'createdAt']) ?? now, lastModifiedAt: now };
    const resource: CloudResource = {
      ...body,
      id,
      name,
      type,
      apiVersion,
      systemData,
      properties: { ...fields(body) },
    };
    const kept = before === undefined ? resource : this.withKept(resource, before, apiVersion);
    return withState(filled(kept), before === undefined ? 'Creating' : 'Updating', becomes);
  }

  /** What a client can't write stays as it was; so does what it could once write and leaves out now. */
  private withKept(resource: CloudResource, before: CloudResource, apiVersion: string): CloudResource {
    const type = this.typeOf(resource.id, apiVersion);
    const readOnly = ['properties', 'identity'].flatMap((top) =>
      at(resource, [top]) === undefined ? [] : type.names([top], 'readOnly').map((name) => [top, name]),
    );
    const left = type.createOnly().filter((path) => at(resource, path) === undefined);
    return [...readOnly, ...left].reduce<Fields>(
      (result, path) => withAt(result, path, at(before, path)),
      resource,
    ) as CloudResource; // only fields below it have changed
  }

  /** A resource, with what Azure has finished by now. */
  private settled(id: string): CloudResource | undefined {
    const resource = this.cloud.get(id);
    if (resource?.becomes === undefined) return resource;
    const since = Date.parse(String(at(resource, ['systemData', 'lastModifiedAt'])));
    if (resource.becomes === 'Unfinished' || Date.now() < since + SETTLES) return resource;
    const { becomes, ...rest } = resource;
    const done = withAt(rest, ['properties', 'provisioningState'], becomes) as CloudResource; // as above
    this.cloud.put(done);
    return done;
  }
}

/** `becomes` is the cloud's own note of how the operation ends; no answer carries it. */
function withState(resource: CloudResource, state: string, becomes: string): CloudResource {
  return { ...resource, becomes, properties: { ...resource.properties, provisioningState: state } };
}

function fields(body: Fields): Fields {
  return (body.properties ?? {}) as Fields; // checked against the types before
}

function differs(before: unknown, now: unknown): boolean {
  return now !== undefined && !isDeepStrictEqual(before, now);
}

function notFound(id: string): ServiceError {
  return new ServiceError(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
}

function forever(): Promise<void> {
  return sleep(1 << 30);
}
