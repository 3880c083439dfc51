import { JsonPatch } from 'cdk8s';
import type { Report } from './problem';
import { isRecord, show } from './values';

/** An operation of RFC 6902, as far as it is looked at here. */
interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string | undefined;
}

/** The operations of a patch; what is none of them is reported and left out. */
export function readOperations(operations: readonly JsonPatch[], report: Report): JsonPatch[] {
  return operations.filter((operation: unknown) => {
    // One of cdk8s, of whatever copy, is an instance of a class.
    const isOperation = isRecord(operation) && Object.getPrototypeOf(operation) !== Object.prototype;
    if (!isOperation) {
      report(
        'value-invalid',
        `an operation of a patch is ${show(operation)}, not one of cdk8s.`,
        "Write JsonPatch.add('/…', value), say, and each operation as an argument of its own.",
      );
    }
    return isOperation;
  });
}

/**
 * Applies RFC 6902 operations to `document`, which they may change.
 *
 * `JsonPatch.apply` lets operations on places that are not there succeed, or lead elsewhere; RFC 6902 has them fail.
 *
 * @throws Error where an operation fails, in one sentence without a full stop
 */
export function applyPatch<T extends object>(document: T, operations: readonly JsonPatch[]): T {
  let result: unknown = document;
  for (const operation of operations) {
    const read = readOperation(operation);
    if (read !== undefined) checkPlaces(result, read);
    result = JsonPatch.apply(result, operation);
  }
  if (!isRecord(result)) throw new Error('it leaves no object');
  return result as T;
}

/** An operation of cdk8s, which has no other way to tell what it is; of a version without this one nothing is checked. */
function readOperation(operation: JsonPatch): Operation | undefined {
  if (typeof (operation as Partial<JsonPatch> | undefined)?._toJson !== 'function') return undefined;
  const data: unknown = operation._toJson();
  if (!isRecord(data)) return undefined;
  const { op, path, from } = data;
  if (typeof op !== 'string' || typeof path !== 'string') return undefined;
  return { op, path, from: typeof from === 'string' ? from : undefined };
}

/** What each operation needs at its path: a value, or only something that can hold one (RFC 6902, section 4). */
const NEEDS: Readonly<Record<string, 'value' | 'parent'>> = {
  add: 'parent',
  copy: 'parent',
  move: 'parent',
  remove: 'value',
  replace: 'value',
  test: 'value',
};

function checkPlaces(document: unknown, { op, path, from }: Operation): void {
  if (from !== undefined && valueAt(document, from) === undefined)
    throw new Error(`${op} from ${from}: nothing is there`);
  const isThere = NEEDS[op] === 'value' ? valueAt(document, path) !== undefined : canHold(document, path);
  if (!isThere) throw new Error(`${op} ${path}: ${NEEDS[op] === 'value' ? 'nothing is there' : 'it leads nowhere'}`);
}

function valueAt(document: unknown, pointer: string): unknown {
  return tokensOf(pointer)?.reduce((at, token) => memberOf(at, token), document);
}

/** Whether a value can be put at `pointer`. */
function canHold(document: unknown, pointer: string): boolean {
  const tokens = tokensOf(pointer);
  const last = tokens?.pop();
  if (tokens === undefined) return false;
  if (last === undefined) return true;
  const parent = tokens.reduce<unknown>((at, token) => memberOf(at, token), document);
  if (!Array.isArray(parent)) return isRecord(parent);
  return last === '-' || (isIndex(last) && Number(last) <= parent.length);
}

function memberOf(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return isIndex(token) ? (value as readonly unknown[])[Number(token)] : undefined;
  return isRecord(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/** The tokens of a JSON Pointer (RFC 6901); undefined for what is none. */
function tokensOf(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isIndex(token: string): boolean {
  return /^(?:0|[1-9][0-9]*)$/.test(token);
}
