import { type Duration, type Size, SizeRoundingBehavior } from 'cdk8s';
import type { MergedDefaults, SiteModel } from '../site';
import type { Report } from '../validation/problem';
import { isAbsolutePath, isBadText, isDuration, isPositive, isSize, isWhole } from '../validation/values';
import type { PortModel } from './model';

/** What the containers of one workload share while they are read. */
export interface ContainerContext {
  readonly reader: Reader;
  readonly site: SiteModel;
  readonly ports: readonly PortModel[];
  readonly defaults: MergedDefaults;
}

/** Reads properties that come from a program: right ones are returned, wrong ones reported and replaced by undefined. */
export class Reader {
  /** Whether something was reported. */
  public failed = false;
  public readonly report: Report;

  constructor(report: Report) {
    this.report = (code, message, fix) => {
      this.failed = true;
      report(code, message, fix);
    };
  }

  /** A list, or an empty one where there is none. */
  public list<T>(field: string, value: readonly T[] | undefined): readonly T[] {
    if (value === undefined || Array.isArray(value)) return value ?? [];
    this.report('value-invalid', `${field} is not a list.`, `Write ${field}: […].`);
    return [];
  }

  public text(field: string, value: unknown): string | undefined {
    if (typeof value !== 'string') {
      this.report('value-invalid', `${field} is not a string.`, 'Write a string.');
      return undefined;
    }
    if (!isBadText(value)) return value;
    this.report('text-invalid', `${field} has a NUL or a lone surrogate.`, 'Remove the character.');
    return undefined;
  }

  public texts(field: string, value: readonly string[] | undefined): readonly string[] | undefined {
    if (value === undefined) return undefined;
    return this.list(field, value).flatMap((v, i) => this.text(`${field}[${i}]`, v) ?? []);
  }

  /** An absolute, normal path. */
  public path(field: string, value: unknown): string | undefined {
    if (isAbsolutePath(value) && !isBadText(value)) return value;
    this.report(
      'path-invalid',
      `${field} ${JSON.stringify(value)} is not an absolute, normal path.`,
      'Start with "/", and leave out ".", ".." and a trailing "/".',
    );
    return undefined;
  }

  /** A whole number in a range. */
  public whole(field: string, value: unknown, min: number, max: number): number | undefined {
    if (isWhole(value, min, max)) return value;
    const what = JSON.stringify(value) ?? 'missing';
    this.report('value-invalid', `${field} is ${what}, not a whole number from ${min} to ${max}.`, 'Write one.');
    return undefined;
  }

  /** A size in bytes. */
  public bytes(field: string, value: Size | undefined): number | undefined {
    if (isSize(value)) {
      const bytes = value.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024;
      if (isPositive(bytes) && Number.isInteger(bytes)) return bytes;
    }
    this.report('value-invalid', `${field} is not a size above 0.`, `Write ${field}: Size.mebibytes(256), say.`);
    return undefined;
  }

  /** A duration in whole seconds, rounded up. */
  public seconds(field: string, value: Duration | undefined, otherwise: number, min = 1): number {
    if (value === undefined) return otherwise;
    if (isDuration(value)) {
      const seconds = Math.ceil(value.toMilliseconds() / 1000);
      if (isWhole(seconds, min, 86_400)) return seconds;
    }
    this.report(
      'value-invalid',
      `${field} is not a time from ${min} s to a day.`,
      `Write ${field}: Duration.seconds(30), say.`,
    );
    return otherwise;
  }

  /** One of a few values. */
  public oneOf<T extends string>(field: string, value: unknown, known: readonly T[]): T | undefined {
    const found = known.find((k) => k === value);
    if (found === undefined) {
      const list = known.map((k) => `'${k}'`).join(', ');
      this.report('value-invalid', `${field} is ${JSON.stringify(value) ?? 'missing'}.`, `Write one of ${list}.`);
    }
    return found;
  }

  /** A reason: text that is not blank. */
  public reason(field: string, value: unknown): string | undefined {
    if (typeof value === 'string' && value.trim() !== '' && !isBadText(value)) return value;
    this.report('reason-missing', `${field} has no reason.`, 'Say why; the reason is recorded in site.json.');
    return undefined;
  }
}
