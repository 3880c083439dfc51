import type { IConstruct } from 'constructs';
import { onRoot } from './on-root';
import type { RuleCode } from './rules';

/** One mistake in a program. */
export interface Problem {
  /** Stable code of the rule, listed in `docs/rules.md`. */
  readonly code: RuleCode;
  /** Path of the construct, `<fleet>/<site>/…`. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

/** A problem before it is known whether a waiver covers it. Waivers cover what synth finds in the rendered output. */
export interface Finding {
  readonly found: 'in-program' | 'in-output';
  readonly code: RuleCode;
  readonly scope: IConstruct;
  readonly message: string;
  readonly fix: string;
}

/** Receives what a check finds about one construct. */
export type Report = (code: RuleCode, message: string, fix: string) => void;

const FINDINGS = Symbol.for('sff-constructs.findings');

/** The findings that constructors have made so far, kept on the root of the tree. */
export function findingsOf(scope: IConstruct): Finding[] {
  return onRoot(scope, FINDINGS, () => []);
}

/** A `Report` that keeps what it is told about `scope` until synth. */
export function reportFor(scope: IConstruct): Report {
  return (code, message, fix) => {
    findingsOf(scope).push({ found: 'in-program', code, scope, message, fix });
  };
}

/** A `Report` that appends to `findings`, for checks of the rendered output. */
export function reportInto(findings: Finding[], scope: IConstruct): Report {
  return (code, message, fix) => {
    findings.push({ found: 'in-output', code, scope, message, fix });
  };
}
