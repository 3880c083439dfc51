import type { IConstruct } from 'constructs';
import { isMarked, mark } from '../portable/mark';
import { isRecord, show } from '../validation/values';

/** What another Azure resource has once it is created. */
export interface AzureReference {
  /** The resource. */
  readonly resource: IConstruct;
  /** `id`, or the path of a property: `properties.oidcIssuerProfile.issuerUrl`. */
  readonly output: string;
}

/** Where a connected cluster has the URL of its issuer. */
export const ISSUER_URL = 'properties.oidcIssuerProfile.issuerUrl';

/**
 * What `resource` has once it is created, as a value for a property of another resource.
 *
 * @param output `id`, or the path of a property of the answer: `properties.displayName`
 */
export function ref(resource: IConstruct, output: string): AzureReference {
  const reference = { resource, output };
  mark(reference, 'AzureReference');
  return Object.freeze(reference);
}

/** Whether `x` is what `ref` returns. */
export function isReference(x: unknown): x is AzureReference {
  return isMarked(x, 'AzureReference');
}

/**
 * A secret that Azure gets and that stands in no file: a value of the Pulumi program's configuration.
 *
 * Set it with `pulumi config set --secret <name>`.
 */
export class AzureSecret {
  /** Whether `x` is an `AzureSecret`, of this or another copy of the library. */
  public static isAzureSecret(x: unknown): x is AzureSecret {
    return isMarked(x, 'AzureSecret');
  }

  /** The secret `name` of the program's configuration: 1 to 100 of a-z, A-Z, 0-9, ".", "_" and "-". */
  public static named(name: string): AzureSecret {
    return new AzureSecret(name, 'plain');
  }

  /** Name of the secret. */
  public readonly name: string;
  /** @internal */
  public readonly encoding: 'plain' | 'base64';

  private constructor(name: string, encoding: 'plain' | 'base64') {
    mark(this, 'AzureSecret');
    this.name = name;
    this.encoding = encoding;
  }

  /** The same secret, in base64, as some properties of Azure want it. */
  public base64(): AzureSecret {
    return new AzureSecret(this.name, 'base64');
  }
}

/** Whether a secret's name can be a key of Pulumi's configuration. */
export function isSecretName(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z0-9._-]{1,100}$/.test(name);
}

/** Calls `visit` with everything in `value` that is neither a list nor a plain object, and its path. */
export function walk(value: unknown, visit: (leaf: unknown, path: string) => void, path = ''): void {
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) walk(item, visit, below(String(i)));
  } else if (isPlain(value)) {
    for (const [key, item] of Object.entries(value)) walk(item, visit, below(key));
  } else {
    visit(value, path);
  }
}

/** The value with each leaf replaced; `undefined` is left out. */
export function mapLeaves(value: unknown, replace: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, replace));
  if (!isPlain(value)) return replace(value);
  const entries = Object.entries(value).map(([key, item]) => [key, mapLeaves(item, replace)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** `base` with `over` in its place, object by object; everything else of `over` replaces what is there. */
export function overlaid(base: unknown, over: unknown): unknown {
  if (!isPlain(base) || !isPlain(over)) return over;
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) result[key] = key in base ? overlaid(base[key], value) : value;
  return result;
}

/** What is at a path: `properties.siteDetails`. */
export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split('.')) found = isRecord(found) ? found[key] : undefined;
  return found;
}

/** Whether `value` is an object as a literal makes it, of whatever realm: of another one, JSON would keep nothing. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value) || isReference(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A value as a message shows it: what is no data by what it is instead. */
export function showValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (isReference(value)) return 'a ref(…)';
  if (!isRecord(value)) return show(value);
  // Whatever else is asked of it, an Output answers with a new one.
  if (value.__pulumiOutput === true) return 'an Output of Pulumi';
  const name = value.constructor?.name;
  return isPlain(value) ? show(value) : `an instance of ${name || 'a class'}`;
}
