import type { IConstruct } from 'constructs';
import { type Report, reportFor } from './problem';
import { isRecord, show } from './values';

/** Loaded with the first name that nobody reads. */
const spelling = () => require('./nearest') as typeof import('./nearest');

/** Every property of `T`: the compiler refuses a table in which one is missing. */
export type Names<T> = Readonly<Record<keyof T, true>>;

/** Names of properties, of whatever type. */
export type AnyNames = Readonly<Record<string, true>>;

/** Reports the properties of an object that nobody reads: JavaScript programs, and spreads, can misspell one. */
export function checkKnown(field: string, value: unknown, known: AnyNames, report: Report): void {
  for (const name of unknownIn(value, known)) reportUnknown(field, name, known, report);
}

/**
 * As `checkKnown`, for a construct of ours. A subclass may hand the properties that it has itself up to ours: of them
 * only what looks like one of ours is refused.
 */
export function checkOwn(
  construct: IConstruct,
  ours: object,
  props: unknown,
  known: AnyNames,
  report: Report = reportFor(construct),
): void {
  const isSubclass = construct.constructor !== ours;
  for (const name of unknownIn(props, known)) {
    if (isSubclass && spelling().nearest(name, Object.keys(known)) === undefined) continue;
    reportUnknown('', name, known, report);
  }
}

/** Reports a property that is stated, and neither true nor false; returns whether it can be read. */
export function checkFlag(field: string, value: unknown, report: Report): value is boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return true;
  report('value-invalid', `${field} is ${show(value)}.`, 'Write true or false.');
  return false;
}

/** A copy of properties, with those that a class gives by a getter: a spread has only an object's own. */
export function copyOf<T extends object>(props: T | undefined, known: Names<T>): T {
  const copy = { ...props } as T; // JavaScript may leave it out, and then each is missing
  for (const name of Object.keys(known) as (keyof T)[]) {
    const value = props?.[name];
    if (value !== undefined) copy[name] = value;
  }
  return copy;
}

function unknownIn(value: unknown, known: AnyNames): string[] {
  if (!isRecord(value)) return [];
  return Object.keys(value).filter((name) => !Object.hasOwn(known, name) && value[name] !== undefined);
}

function reportUnknown(field: string, name: string, known: AnyNames, report: Report): void {
  report(
    'property-unknown',
    `${field === '' ? '' : `${field} `}has an unknown property ${show(name)}.`,
    spelling().mended(name, Object.keys(known)),
  );
}
