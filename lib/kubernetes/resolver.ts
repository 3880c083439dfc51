import { ApiObject, App, type IResolver, ResolutionContext } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * Asks `resolvers` in their order, but not about plain values, which those of cdk8s itself leave as they are: it asks
 * about every string, list and map of every object. Refuses what is no data, and would be lost or changed as JSON.
 */
export class PlainValuesFirst implements IResolver {
  /** What is taken of the object that is rendered right now. */
  private taken: Taken | undefined;

  constructor(private readonly resolvers: readonly IResolver[]) {}

  resolve(context: ResolutionContext): void {
    if (this.taken !== undefined && context.key.length === 0) this.taken.take(context);
    else if (!isPlain(context.value)) this.ask(context);
  }

  /**
   * What `ApiObject.prototype.toJson` gives of an object, resolved, sorted and copied in one pass.
   *
   * cdk8s makes four passes over most of an object. Here it meets a place instead of each of the two trees, metadata and
   * object, and does with the places what it does with any tree. Where it does more than copy them, or has patches to
   * apply, the object is left to it as a whole.
   */
  render(object: ApiObject): object {
    try {
      const json = hasNoPatches(object) ? this.renderAtOnce(object) : undefined;
      if (json !== undefined) return json;
    } catch {
      // It is left to cdk8s, too, to say what is wrong with it.
    }
    return ApiObject.prototype.toJson.call(object);
  }

  private renderAtOnce(object: ApiObject): object | undefined {
    const taken = new Taken();
    this.taken = taken;
    let place: unknown;
    try {
      place = ApiObject.prototype.toJson.call(object);
    } finally {
      this.taken = undefined;
    }
    const tree = taken.treeAt(place);
    const metadata = taken.treeAt(tree?.metadata);
    if (tree === undefined || metadata === undefined) return undefined;
    const json: Record<string, unknown> = {};
    for (const key of ['apiVersion', 'kind', 'metadata', ...sortedKeys(tree)]) {
      if (Object.hasOwn(json, key)) continue;
      const value = key === 'metadata' ? this.copy(object, metadata, true) : this.copy(object, tree[key], false);
      if (value !== undefined) json[key] = value;
    }
    return json;
  }

  /** @param dropEmpty whether empty lists and maps are left out, as in metadata */
  private copy(object: ApiObject, value: unknown, dropEmpty: boolean): unknown {
    // Most values are text.
    if (typeof value === 'string') return value;
    if (value === undefined || value === null) return undefined;
    if (!isPlain(value)) {
      const context = new ResolutionContext(object, [], value);
      this.ask(context);
      if (context.replaced) return this.copy(object, context.replacedValue, dropEmpty);
    }
    if (typeof value !== 'object') return value;
    if (Array.isArray(value)) {
      return dropEmpty && value.length === 0 ? undefined : value.map((item) => this.copy(object, item, dropEmpty));
    }
    if (value.constructor !== Object) throw new Error('cdk8s may know what to do with it');
    const map: Record<string, unknown> = {};
    let isEmpty = true;
    for (const key of sortedKeys(value)) {
      const item = this.copy(object, (value as Tree)[key], dropEmpty);
      if (item === undefined) continue;
      map[key] = item;
      isEmpty = false;
    }
    return dropEmpty && isEmpty ? undefined : map;
  }

  /** Asks the resolvers about a value that is not plain. */
  private ask(context: ResolutionContext): void {
    const what = whatIsNoData(context.value);
    if (what !== undefined) throw new Error(`the value at /${context.key.join('/')} is ${what}`);
    for (const resolver of this.resolvers) {
      resolver.resolve(context);
      if (context.replaced) return;
    }
  }
}

/** How the objects of a tree are rendered: at once, unless the app has resolvers that are to be asked about every value. */
export function renderer(scope: IConstruct): (object: ApiObject) => object {
  const [resolver, ...others] = App.of(scope).resolvers;
  return resolver instanceof PlainValuesFirst && others.length === 0
    ? (object) => resolver.render(object)
    : (object) => ApiObject.prototype.toJson.call(object);
}

type Tree = Readonly<Record<string, unknown>>;

/** What cdk8s meets instead of a tree. It walks into the class `Object`, and copies what is of any class of that name. */
class Place {
  constructor(readonly sffTree: number) {}
}
Object.defineProperty(Place, 'name', { value: Object.name });

/** Trees that were taken while cdk8s rendered one object. */
class Taken {
  private readonly trees: Tree[] = [];
  private place: unknown;

  /** Takes a tree. cdk8s asks about what it gets instead, too. */
  take(context: ResolutionContext): void {
    if (context.value === this.place) return;
    this.place = new Place(this.trees.push(context.value) - 1);
    context.replaceValue(this.place);
  }

  /** The tree for which a value stands; undefined for any other value. */
  treeAt(value: unknown): Tree | undefined {
    if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return undefined;
    const { sffTree } = value as Partial<Place>;
    return sffTree === undefined ? undefined : this.trees[sffTree];
  }
}

/** The field is private to cdk8s: should it be called otherwise one day, objects are rendered slower. */
function hasNoPatches(object: ApiObject): boolean {
  const patches: unknown = Reflect.get(object, 'patches');
  return Array.isArray(patches) && patches.length === 0;
}

function sortedKeys(map: object): string[] {
  const keys = Object.keys(map);
  for (let i = 1; i < keys.length; i++) {
    // Many are in order already, and sorting takes longer than all else.
    if ((keys[i] ?? '') < (keys[i - 1] ?? '')) return keys.sort();
  }
  return keys;
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
