import type { IResolver, ResolutionContext } from 'cdk8s';

/**
 * Asks `resolvers` in their order, but not about plain values, which those of cdk8s itself leave as they are: it asks
 * about every string, list and map of every object. Refuses what is no data, and would be lost or changed as JSON.
 */
export class PlainValuesFirst implements IResolver {
  /** @param areAll whether the app has no resolver beside these */
  constructor(
    private readonly resolvers: readonly IResolver[],
    private readonly areAll: () => boolean,
  ) {}

  resolve(context: ResolutionContext): void {
    const { key, value } = context;
    if (isResolved(value)) return;
    if (key.length === 0 && isPlainTree(value) && this.areAll()) {
      context.replaceValue(resolved(value));
      return;
    }
    if (isPlain(value)) return;
    const what = whatIsNoData(value);
    if (what !== undefined) throw new Error(`the value at /${key.join('/')} is ${what}`);
    for (const resolver of this.resolvers) {
      resolver.resolve(context);
      if (context.replaced) return;
    }
  }
}

/**
 * The prototype of what needs no further resolving. cdk8s walks into values of the class `Object`, and accepts those of
 * a class with that name; it copies what it accepts.
 */
const RESOLVED: object = Object.create(Object.prototype, { constructor: { value: { name: Object.name } } });

function resolved(tree: object): object {
  return Object.assign(Object.create(RESOLVED), tree);
}

function isResolved(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === RESOLVED;
}

/** Whether a map, and all that is in it, is plain: most objects are. */
function isPlainTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value) && hasPlainItems(value);
}

function hasPlainItems(value: object): boolean {
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const item of items) {
    if (item === undefined || item === null) continue;
    if (!isPlain(item) || (typeof item === 'object' && !hasPlainItems(item))) return false;
  }
  return true;
}

/** A map with a function `resolve` is a token of cdk8s. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== Array.prototype) return false;
    return (value as { readonly resolve?: unknown }).resolve === undefined;
  }
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function whatIsNoData(value: unknown): string | undefined {
  if (typeof value === 'object') return undefined;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
