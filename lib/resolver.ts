import type { IResolver, ResolutionContext } from 'cdk8s';

/**
 * Asks `resolvers` in their order, but not about plain values, which those of cdk8s itself leave as they are: it asks
 * about every string, list and map of every object. Refuses what is no data, and would be lost or changed as JSON.
 */
export class PlainValuesFirst implements IResolver {
  constructor(private readonly resolvers: readonly IResolver[]) {}

  resolve(context: ResolutionContext): void {
    if (isPlain(context)) return;
    for (const resolver of this.resolvers) {
      resolver.resolve(context);
      if (context.replaced) return;
    }
  }
}

/** A map with a function `resolve` is a token of cdk8s. */
function isPlain({ key, value }: ResolutionContext): boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== Array.prototype) return false;
    return (value as { readonly resolve?: unknown }).resolve === undefined;
  }
  if (typeof value === 'number' && Number.isFinite(value)) return true;
  const what = typeof value === 'number' ? String(value) : `a ${typeof value}`;
  throw new Error(`the value at /${key.join('/')} is ${what}`);
}
