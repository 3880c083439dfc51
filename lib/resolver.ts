import type { IResolver, ResolutionContext } from 'cdk8s';

/**
 * Asks `resolvers` in their order, but not about plain values, which those of cdk8s itself leave as they are: it asks
 * about every string, list and map of every object.
 */
export class PlainValuesFirst implements IResolver {
  constructor(private readonly resolvers: readonly IResolver[]) {}

  resolve(context: ResolutionContext): void {
    if (isPlain(context.value)) return;
    for (const resolver of this.resolvers) {
      resolver.resolve(context);
      if (context.replaced) return;
    }
  }
}

/** A map with a function `resolve` is a token of cdk8s. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false;
  return (value as { readonly resolve?: unknown }).resolve === undefined;
}
