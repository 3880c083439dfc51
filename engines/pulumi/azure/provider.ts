import { PartlyMade, Unsupported } from '../plugin/serve';
import { type Fields, hasUnknown, UNKNOWN, type Value } from '../plugin/value';
import type { AzureClass } from './azure-class';
import { type Change, changesOf, refreshed } from './changes';
import { Client, NotFinished } from './client';
import { genericClass } from './generic-class';
import type { ResourceManager } from './resource-manager';
import { guid, TENANT } from './service';
import { CLASSES, typedClass } from './typed-class';
import { type ResourceTypes, UnknownType } from './types';

export interface Checked {
  readonly inputs: Fields;
  /** Sentences that name the property. */
  readonly failures: readonly string[];
}

/**
 * azure-native 3.28, as its source has it: Check fills in name and location, Diff compares inputs, Create first asks
 * whether the resource is there already, every write is followed by a read, and a replacement deletes first unless the
 * name was made here. It is stricter in one thing: what Azure's types do not allow is refused by Check, where
 * azure-native would leave out what it does not know and let Azure refuse the rest.
 */
export class AzureNative {
  private readonly client: Client;
  private readonly classes = new Map<string, AzureClass>();
  private config: Fields = {};

  constructor(
    service: ResourceManager,
    private readonly types: ResourceTypes,
  ) {
    this.client = new Client(service);
  }

  public configure(config: Fields): void {
    this.config = config;
  }

  public async check(token: string, name: string, seed: Uint8Array, before: Fields, given: Fields): Promise<Checked> {
    const kind = this.classOf(token);
    const inputs = await this.withDefaults(kind, name, seed, before, given);
    const missing = kind.parameters
      .filter((parameter) => inputs[parameter] === undefined)
      .map((property) => `missing required property '${property}'`);
    return { inputs, failures: [...missing, ...this.failures(kind, inputs)] };
  }

  public diff(
    token: string,
    state: Fields,
    inputs: Fields,
    after: Fields,
  ): { changes: readonly Change[]; deleteFirst: boolean } {
    // Only the state has the version after an import.
    const version: Fields = state.azureApiVersion === undefined ? {} : { azureApiVersion: state.azureApiVersion };
    const changes = changesOf({ ...version, ...inputs }, after, this.classOf(token).replacedBy);
    const deleteFirst = changes.some(({ replaces }) => replaces) && inputs.__createBeforeDelete !== true;
    return { changes, deleteFirst };
  }

  /** What a preview shows: outputs that are inputs are known, but no other. */
  public previewed(token: string, inputs: Fields, before?: Fields): Fields {
    const kind = this.classOf(token);
    const unknown = kind.outputNames.map((name) => [name, inputs[name] ?? UNKNOWN] as const);
    const stable = ['name', 'location'].map((name) => [name, before?.[name]] as const);
    const known = stable.filter((entry): entry is readonly [string, Value] => entry[1] !== undefined);
    return { ...Object.fromEntries(unknown), ...Object.fromEntries(known), azureApiVersion: kind.version };
  }

  public async create(token: string, inputs: Fields): Promise<{ id: string; outputs: Fields }> {
    const kind = this.classOf(token);
    const id = kind.id(inputs, this.subscription);
    const there = await this.client.get(id, kind.apiVersion(inputs));
    if (there !== undefined) throw new Error(`cannot create already existing resource '${id}'`);
    return { id, outputs: await this.put(kind, id, inputs) };
  }

  public update(token: string, id: string, inputs: Fields): Promise<Fields> {
    return this.put(this.classOf(token), id, inputs);
  }

  /** Undefined when it is gone. Without inputs it is an import: they are made from the answer and the id. */
  public async read(
    token: string,
    id: string,
    state: Fields,
    inputs: Fields | undefined,
  ): Promise<{ id: string; outputs: Fields; inputs: Fields } | undefined> {
    const kind = this.classOf(token);
    const answer = await this.client.get(id, kind.apiVersion(inputs));
    if (answer === undefined) return undefined;
    const outputs = kind.outputs(answer);
    if (inputs !== undefined) {
      const now = refreshed(inputs, kind.inputsOf(state), kind.inputsOf(outputs));
      return { id: String(answer.id), outputs, inputs: now };
    }
    const parameters = kind.parse(id);
    if (parameters === undefined) throw new Error(`'${id}' is not the id of a ${token}`);
    return { id: String(answer.id), outputs, inputs: { ...parameters, ...kind.inputsOf(outputs) } };
  }

  public delete(token: string, id: string, inputs: Fields): Promise<void> {
    return this.client.delete(id, this.classOf(token).apiVersion(inputs));
  }

  public invoke(token: string): Fields {
    if (token !== 'azure-native:authorization:getClientConfig') throw new Unsupported(`unknown function ${token}`);
    const { subscription: subscriptionId } = this;
    return { subscriptionId, tenantId: TENANT, clientId: guid('client'), objectId: guid('object') };
  }

  private async put(kind: AzureClass, id: string, inputs: Fields): Promise<Fields> {
    const version = kind.apiVersion(inputs);
    try {
      return kind.outputs(await this.client.put(id, version, kind.body(inputs)));
    } catch (error) {
      if (!(error instanceof NotFinished)) throw error;
      const now = await this.client.get(id, version);
      throw new PartlyMade(id, now === undefined ? {} : kind.outputs(now), inputs, error.message);
    }
  }

  private failures(kind: AzureClass, inputs: Fields): Checked['failures'] {
    try {
      const problems = kind.type(inputs)?.problems(kind.body(inputs)) ?? [];
      return problems.map(({ path, message }) => `'${kind.inputPath(path).join('.')}' ${message}`);
    } catch (error) {
      if (!(error instanceof UnknownType)) throw error;
      return [error.message];
    }
  }

  private async withDefaults(
    kind: AzureClass,
    name: string,
    seed: Uint8Array,
    before: Fields,
    given: Fields,
  ): Promise<Fields> {
    const inputs: Fields = { azureApiVersion: kind.version, ...given };
    const last = kind.parameters.at(-1) ?? '';
    if (inputs[last] === undefined) {
      inputs[last] = before[last] ?? name + Buffer.from(seed).toString('hex').slice(0, 8);
      if (before[last] === undefined || before.__createBeforeDelete === true) inputs.__createBeforeDelete = true;
    }
    if (inputs.location === undefined && kind.type(inputs)?.names([], 'any').includes('location')) {
      const location = before.location ?? this.config.location ?? (await this.groupLocation(inputs.resourceGroupName));
      if (location !== undefined) inputs.location = location;
    }
    return inputs;
  }

  private async groupLocation(group: Value | undefined): Promise<Value | undefined> {
    if (typeof group !== 'string' || hasUnknown(group)) return group === UNKNOWN ? UNKNOWN : undefined;
    const answer = await this.client.get(`/subscriptions/${this.subscription}/resourceGroups/${group}`, '2024-03-01');
    return answer?.location;
  }

  private get subscription(): string {
    return String(this.config.subscriptionId ?? guid('subscription'));
  }

  private classOf(token: string): AzureClass {
    const known = this.classes.get(token);
    if (known !== undefined) return known;
    const row = Object.hasOwn(CLASSES, token) ? CLASSES[token] : undefined;
    if (row === undefined && token !== 'azure-native:resources:Resource') {
      throw new Unsupported(
        `${token} is no class that this stand-in has: add it to engines/pulumi/azure/typed-class.ts`,
      );
    }
    const made = row === undefined ? genericClass(this.types) : typedClass(row, this.types);
    this.classes.set(token, made);
    return made;
  }
}
