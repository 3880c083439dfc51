import { Construct, type IConstruct } from 'constructs';
import { SffError } from '../errors';
import { pathOnSite } from '../identity/rename';
import type { Finding } from './problem';
import { reportFor } from './problem';
import type { WaivableRule } from './rules';
import { kindOf } from './values';

/** Loaded with the first waiver, or the first problem. */
const rules = () => require('./rules') as typeof import('./rules');

/** Options of `Rules.waive`. */
export interface WaiverProps {
  /** Why the rule may be broken here; recorded in `site.json`. */
  readonly reason: string;
}

/** A waiver as `site.json` records it. */
export interface Waiver {
  readonly path: string;
  readonly codes: readonly string[];
  readonly reason: string;
}

const WAIVERS = Symbol.for('sff-constructs.waivers');

type Waived = IConstruct & { [WAIVERS]?: Waiver[] };

/** Exceptions from the edge rules. */
// biome-ignore lint/complexity/noStaticOnlyClass: `Rules.waive(…)` is how a program reads, as `Aspects.of(…)` does in the CDK.
export class Rules {
  /**
   * Waives edge rules for a construct and all below it.
   *
   * Each waiver is recorded with its reason in the site's `site.json`.
   * Only the rules that `docs/rules.md` marks as waivable can be waived.
   *
   * @throws SffError `waiver-invalid` for a scope that is no construct
   */
  public static waive(scope: IConstruct, codes: readonly WaivableRule[], props: WaiverProps): void {
    if (!Construct.isConstruct(scope)) {
      throw new SffError({
        code: 'waiver-invalid',
        message: `the scope of a waiver is ${kindOf(scope)}, not a construct.`,
        fix: "Give what it covers: Rules.waive(site, codes, { reason: '…' }).",
      });
    }
    const report = reportFor(scope);
    const reason = typeof props?.reason === 'string' ? props.reason.trim() : '';
    if (reason === '') {
      report('waiver-invalid', 'a waiver has no reason.', "Say why: Rules.waive(scope, codes, { reason: '…' }).");
      return;
    }
    if (!Array.isArray(codes)) {
      report('waiver-invalid', 'a waiver names no rules.', "Write a list: ['image-not-pinned'].");
      return;
    }
    for (const code of codes) {
      if (!rules().isRuleCode(code) || !rules().RULES[code].waivable) {
        report(
          'waiver-invalid',
          `rule '${code}' cannot be waived.`,
          'docs/rules.md lists the rules that can; mend the program for the others.',
        );
        return;
      }
    }
    const waived = scope as Waived;
    const waivers = waived[WAIVERS] ?? [];
    if (waivers.length === 0) Object.defineProperty(scope, WAIVERS, { value: waivers });
    waivers.push({ path: pathOnSite(scope), codes: [...codes].sort(), reason });
  }
}

/** The waivers that stand on this very construct. */
export function waiversOn(scope: IConstruct): readonly Waiver[] {
  return (scope as Waived)[WAIVERS] ?? [];
}

/** Whether a waiver on the finding's construct, or on one above it, covers the finding. */
export function isWaived(finding: Finding): boolean {
  if (finding.found === 'in-program' || !rules().RULES[finding.code].waivable) return false;
  for (let at: IConstruct | undefined = finding.scope; at !== undefined; at = at.node.scope) {
    if (waiversOn(at).some((w) => w.codes.includes(finding.code))) return true;
  }
  return false;
}
