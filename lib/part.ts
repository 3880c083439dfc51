import type { IConstruct } from 'constructs';
import { SffError } from './errors';
import { requireSite, type Site } from './site';

/** What stands in a site. */
export type Part =
  | 'an application'
  | 'a device'
  | 'a workload'
  | 'an adopted project'
  | 'an adopted service'
  | 'an Arc connection'
  | 'an Azure resource';

const PART = Symbol.for('sff-constructs.part');

/** What a construct is marked as; undefined for what is no part of a site. */
export function partOf(x: unknown): Part | undefined {
  return typeof x === 'object' && x !== null ? (x as { readonly [PART]?: Part })[PART] : undefined;
}

/** Marks what a construct is, for what is put below it, and for other copies of the library. */
export function markAs(construct: IConstruct, part: Part): void {
  Object.defineProperty(construct, PART, { value: part });
}

/**
 * As `requireSite`, for a new construct, which may stand in a site, in one of `holders`, or in constructs between.
 *
 * TypeScript refuses other scopes; JavaScript and casts end here.
 *
 * @throws SffError `scope-unknown` where there is no site, or something between holds none of its kind
 */
export function requirePlace(scope: IConstruct, what: Part, holders: readonly Part[]): Site {
  const found = requireSite(scope, what);
  for (let at: IConstruct | undefined = scope; at !== undefined && at !== found; at = at.node.scope) {
    const part = partOf(at);
    if (part === undefined || holders.includes(part)) continue;
    throw new SffError({
      code: 'scope-unknown',
      path: at.node.path,
      message: `is ${part}; ${what} stands in ${['a site', ...holders].join(' or ')}.`,
      fix: `Give ${['the site', ...holders].join(', or ')} as scope.`,
    });
  }
  return found;
}
