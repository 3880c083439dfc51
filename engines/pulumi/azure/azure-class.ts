import { type Fields, without } from '../plugin/value';
import type { ResourceType } from './types';

/** How one class of azure-native turns a user's inputs into requests, and answers into outputs. */
export interface AzureClass {
  /** Inputs that its id is made of; the last is the name, which the provider can make itself. */
  readonly parameters: readonly string[];
  /** What inputs and outputs have as `azureApiVersion`. */
  readonly version: string;
  /** The API version to ask with. */
  apiVersion(inputs: Fields | undefined): string;
  id(inputs: Fields, subscription: string): string;
  /** The inputs that an id says; undefined when it is the id of something else. */
  parse(id: string): Fields | undefined;
  body(inputs: Fields): Fields;
  outputs(answer: Fields): Fields;
  /** As much of the outputs as a user could have written. */
  inputsOf(outputs: Fields): Fields;
  /** Names of the outputs, without the id. */
  readonly outputNames: readonly string[];
  /** Paths of the inputs whose change makes a replacement. */
  readonly replacedBy: readonly (readonly string[])[];
  /** Azure's types; undefined while the inputs do not say which. */
  type(inputs: Fields): ResourceType | undefined;
  /** The path of an input, of a path in the body. */
  inputPath(path: readonly string[]): readonly string[];
}

/** An id as a pattern, with the inputs that make it in braces. */
export class IdPattern {
  public readonly parameters: readonly string[];

  constructor(private readonly text: string) {
    const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    this.parameters = names.filter((name) => name !== 'subscriptionId');
  }

  /** Without the slashes that an empty input would leave. */
  public fill(inputs: Fields, subscription: string): string {
    const values: Fields = { ...inputs, subscriptionId: subscription };
    const id = this.text.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      String(values[name] ?? '').replaceAll(/^\/|\/$/g, ''),
    );
    return id.replaceAll('//', '/');
  }

  public match(id: string): Fields | undefined {
    const pattern = this.text.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const groups = new RegExp(`^${pattern}$`, 'i').exec(id)?.groups;
    return groups === undefined ? undefined : without({ ...groups }, ['subscriptionId']);
  }
}

export const GROUP = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}';

export function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}
