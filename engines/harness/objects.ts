import { parseDocument } from 'yaml';

/** What identifies an object, and the rest of it as the server or the file has it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly finalizers?: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** An object with the very text that is sent, so that the server sees duplicate keys too. */
export interface Document {
  readonly object: KubernetesObject;
  readonly text: string;
}

/** The documents of YAML texts, and objects as they are. */
export function documents(input: string | readonly (string | KubernetesObject)[]): readonly Document[] {
  const list = typeof input === 'string' ? [input] : input;
  return list.flatMap((each) =>
    typeof each === 'string' ? split(each) : [{ object: each, text: JSON.stringify(each) }],
  );
}

function split(yaml: string): readonly Document[] {
  return yaml
    .split(/^---(?:[ \t].*)?$/m)
    .filter((text) => /^[^#\s]/m.test(text))
    .map((text) => ({ object: parseDocument(text, { uniqueKeys: false }).toJS() as KubernetesObject, text }));
}

const FIRST = ['CustomResourceDefinition', 'Namespace'];

/** What others need comes first: custom resources, then namespaces, then the rest in the order of the files. */
export function byRank(list: readonly Document[]): readonly (readonly Document[])[] {
  return [
    ...FIRST.map((kind) => list.filter(({ object }) => object.kind === kind)),
    list.filter(({ object }) => !FIRST.includes(object.kind)),
  ];
}

/** `apps/v1 Deployment till/db` */
export function title(object: KubernetesObject): string {
  const { name, namespace } = object.metadata;
  return `${object.apiVersion} ${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
