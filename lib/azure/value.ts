import type { IConstruct } from 'constructs';
import { isMarked, mark } from '../portable/mark';
import { isRecord } from '../validation/values';

/** What another Azure resource has once it is created. */
export interface AzureReference {
  /** The resource. */
  readonly resource: IConstruct;
  /** `id`, or the path of a property: `properties.oidcIssuerProfile.issuerUrl`. */
  readonly output: string;
}

/**
 * What `resource` has once it is created, as a value for a property of another resource.
 *
 * @param output `id`, or the path of a property of the answer
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

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !isReference(value) && !AzureSecret.isAzureSecret(value) && !isMarked(value, 'AgentKey');
}
