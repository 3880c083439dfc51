/** Marks an instance, so that one of another copy of the library is known, too: `instanceof` knows only its own. */
export function mark(instance: object, kind: string): void {
  Object.defineProperty(instance, symbolOf(kind), { value: true });
}

/** Whether `x` was marked as an instance of `kind`. */
export function isMarked(x: unknown, kind: string): boolean {
  return typeof x === 'object' && x !== null && symbolOf(kind) in x;
}

function symbolOf(kind: string): symbol {
  return Symbol.for(`sff-constructs.${kind}`);
}
