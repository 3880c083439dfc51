import { CustomResource, type Input, type Output, output, type ProviderResource } from '@pulumi/pulumi';
import { mended } from '../validation/nearest';
import { isRecord, show } from '../validation/values';
import { refuse } from './errors';
import type { SiteSelection } from './select';

/** Options of `deploy`. */
export interface DeployOptions {
  /** The sites that the stack holds. @default - all */
  readonly select?: SiteSelection | undefined;
  /** How many sites the stack may hold. @default 100 */
  readonly maxSites?: number | undefined;
  /**
   * The value of a secret that the program names.
   *
   * @default - the secret of that name in the program's configuration: `pulumi config set --secret <name>`
   */
  readonly secrets?: ((name: string) => Input<string> | undefined) | undefined;
  /** The provider of azure-native, with its subscription. @default - the default provider of the stack */
  readonly provider?: ProviderResource | undefined;
  /** The kubeconfig of a site with `pushManifests`, by the path of the site. @default - none */
  readonly kubeconfig?: ((site: string) => Input<string>) | undefined;
}

/** What a field takes, and how it is written. */
interface Field {
  readonly takes: (x: unknown) => boolean;
  readonly fix: string;
}

type Fields<T> = Readonly<Record<keyof T & string, Field>>;

const isFunction = (x: unknown) => typeof x === 'function';
const isText = (x: unknown) => typeof x === 'string';

const OPTIONS: Fields<DeployOptions> = {
  select: { takes: isRecord, fix: "Write select: { labels: { ring: 'pilot' } }, or { sites: ['stores/store-1'] }." },
  maxSites: { takes: (x) => typeof x === 'number' && x >= 1, fix: 'Write a number from 1.' },
  secrets: { takes: isFunction, fix: 'Write secrets: (name) => …, or leave it out for those of the configuration.' },
  provider: { takes: (x) => CustomResource.isInstance(x), fix: 'Write a Provider of azure-native.' },
  kubeconfig: { takes: isFunction, fix: 'Write kubeconfig: (site) => ….' },
};

const SELECTION: Fields<SiteSelection> = {
  labels: {
    takes: (x) => isRecord(x) && Object.values(x).every(isText),
    fix: "Write labels: { ring: 'pilot' }, a text for each; a label that is left out is any.",
  },
  sites: {
    takes: (x) => Array.isArray(x) && x.every(isText),
    fix: "Write sites: ['stores/store-1'], a list of paths.",
  },
};

/**
 * Refuses what plain JavaScript lets pass: a misspelt option would select all sites.
 *
 * @throws RunError `deploy-option-invalid`
 */
export function checkOptions(options: DeployOptions): void {
  checkFields('options', options, OPTIONS);
  if (options.select !== undefined) checkFields('select', options.select, SELECTION);
}

/** What a function among the options gives, checked at once where it is known, and else when it is. */
export function textOf(given: unknown, checked: (text: unknown) => string): Output<string> {
  const isLater = typeof given === 'object' && given !== null;
  return isLater ? output(given).apply(checked) : output(checked(given));
}

function checkFields<T extends object>(what: string, value: T, fields: Fields<T>): void {
  if (!isRecord(value)) invalid(`${what} is ${show(value)}.`, 'Write deploy(app, { … }), or deploy(app).');
  const known: Readonly<Record<string, Field>> = fields;
  for (const [name, said] of Object.entries(value)) {
    const field = Object.hasOwn(known, name) ? known[name] : undefined;
    if (field === undefined) {
      invalid(`${what} has an unknown property ${show(name)}.`, mended(name, Object.keys(known)));
    } else if (said !== undefined && !field.takes(said)) invalid(`${name} is ${show(said)}.`, field.fix);
  }
}

function invalid(message: string, fix: string): never {
  return refuse('deploy-option-invalid', '', message, fix);
}
