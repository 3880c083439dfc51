import { parse } from 'yaml';
import { isRecord } from '../../validation/values';
import { DiffError } from '../error';

/** An object of a file, not yet parsed. */
export interface Document {
  /** The same for one object before and after: API group, kind, namespace and name. */
  readonly key: string;
  readonly text: string;
  /** Where it stands. */
  readonly path: string;
}

/** A parsed object of any kind. */
export interface AnyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, unknown>>;
  };
  readonly [field: string]: unknown;
}

const OPTIONS = { prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;

/** The texts of a YAML file's objects; what is no object, such as an empty document, is left out. */
export function documentsIn(text: string): string[] {
  return text.split(/^---(?:[ \t].*)?\n?/m).filter((each) => /^[^#\s]/m.test(each));
}

/** Which object a text is. */
export function documentOf(path: string, text: string): Document {
  return { key: keyInLines(text) ?? keyOf(parseObject(path, text)), text, path };
}

/** Parses one document. */
export function parseObject(path: string, text: string): AnyObject {
  const value = parseYaml(path, text);
  if (!isRecord(value)) throw new DiffError('diff-unreadable', path, 'It has a document that is no object.');
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const { name, namespace } = metadata;
  return {
    ...value,
    apiVersion: String(value.apiVersion ?? ''),
    kind: String(value.kind ?? ''),
    metadata: {
      ...metadata,
      name: String(name ?? ''),
      ...(namespace === undefined ? {} : { namespace: String(namespace) }),
      labels: isRecord(metadata.labels) ? metadata.labels : {},
    },
  };
}

export function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text, OPTIONS) as unknown;
  } catch (error) {
    throw new DiffError('diff-unreadable', path, `${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function keyOf({ apiVersion, kind, metadata }: AnyObject): string {
  return [groupOf(apiVersion), kind, metadata.namespace ?? '', metadata.name].join('\0');
}

/** `apps` for `apps/v1`, nothing for `v1`: an object stays the same when its version changes. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

const HEADER = /^(apiVersion|kind|metadata):(?: (.*))?$/gm;
const PLAIN = /^[\w./-]+$/;

/**
 * The key of a document as the library writes it, without parsing the rest: keys of a block mapping stand at the
 * beginning of a line, and those of the mapping in it after two spaces. Undefined for anything else.
 */
function keyInLines(text: string): string | undefined {
  const top = new Map<string, string>();
  let metadata: string | undefined;
  for (const match of text.matchAll(HEADER)) {
    const [line, key = '', value] = match;
    if (top.has(key)) return undefined;
    top.set(key, value ?? '');
    if (key === 'metadata') metadata = text.slice(match.index + line.length + 1).split(/^(?! )/m, 1)[0];
  }
  const [apiVersion, kind] = [top.get('apiVersion') ?? '', top.get('kind') ?? ''];
  if (!PLAIN.test(apiVersion) || !PLAIN.test(kind) || top.get('metadata') !== '' || metadata === undefined)
    return undefined;
  const name = only(metadata, 'name');
  if (name === undefined) return undefined;
  const namespace = /^ {2}namespace:/m.test(metadata) ? only(metadata, 'namespace') : '';
  return namespace === undefined ? undefined : [groupOf(apiVersion), kind, namespace, name].join('\0');
}

function only(metadata: string, key: string): string | undefined {
  const [found, ...others] = metadata.matchAll(new RegExp(`^ {2}${key}: (.*)$`, 'gm'));
  const value = found?.[1];
  return others.length === 0 && value !== undefined && PLAIN.test(value) && !/^[\d.]/.test(value) ? value : undefined;
}
