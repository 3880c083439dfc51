import type { Duration, Size } from 'cdk8s';
import type { Report } from './problem';
import { type AnyNames, checkFlag, checkKnown, type Names } from './properties';
import { bytesOf, isAbsolutePath, isBadText, isDuration, isRecord, isSize, isWhole, kindOf, show } from './values';

/** Reads properties that come from a program: right ones are returned, wrong ones reported and replaced by undefined. */
export class Reader {
  /** Whether something was reported. */
  public failed = false;
  public readonly report: Report;

  /**
   * @param report what is wrong in the program
   * @param edgeReport what an edge rule would find in the rendered workload: said here only if none is rendered
   */
  constructor(
    report: Report,
    public readonly edgeReport: Report,
  ) {
    this.report = (code, message, fix) => {
      this.failed = true;
      report(code, message, fix);
    };
  }

  /** A list, or an empty one where there is none. */
  public list<T>(field: string, value: readonly T[] | undefined): readonly T[] {
    if (value === undefined || Array.isArray(value)) return value ?? [];
    this.report('value-invalid', `${field} is ${show(value)}, not a list.`, `Write ${field}: […].`);
    return [];
  }

  /**
   * An object with none but known properties; `undefined` where there is none. JavaScript programs can misspell a
   * property, and what nobody reads would be dropped.
   */
  public record<T extends object>(field: string, value: T | undefined, known: Names<T>): T | undefined {
    if (value === undefined) return undefined;
    if (!isRecord(value)) {
      this.report('value-invalid', `${field} is ${show(value)}, not an object.`, `Write ${field}: { … }.`);
      return undefined;
    }
    this.onlyKnown(field, value, known);
    return value;
  }

  /** As `record`, for an item of a list, which has to be there. */
  public item<T extends object>(field: string, value: T | undefined, known: Names<T>): T | undefined {
    if (value !== undefined) return this.record(field, value, known);
    this.report('value-invalid', `${field} is missing.`, 'Remove it from the list.');
    return undefined;
  }

  /** Reports the properties of an object that nobody reads. */
  public onlyKnown(field: string, value: object, known: AnyNames): void {
    checkKnown(field, value, known, this.report);
  }

  public text(field: string, value: unknown): string | undefined {
    if (typeof value !== 'string') {
      // Never the value: it may be what should have been a Secret.
      this.report('value-invalid', `${field} is ${kindOf(value)}, not a string.`, 'Write a string.');
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
      `${field} is ${show(value)}, not an absolute, normal path.`,
      'Start with "/", and leave out ".", ".." and a trailing "/".',
    );
    return undefined;
  }

  /** A path at which something is mounted. Compose gives Docker `volume:path:mode`; Kubernetes forbids the colon, too. */
  public mountPath(field: string, value: unknown): string | undefined {
    const path = this.path(field, value);
    if (path?.includes(':') !== true) return path;
    this.report(
      'path-invalid',
      `${field} ${show(path)} has a ":".`,
      'Use another path: Docker reads the colon as its end.',
    );
    return undefined;
  }

  /** True or false. */
  public flag(field: string, value: unknown, otherwise: boolean): boolean {
    return checkFlag(field, value, this.report) ? (value ?? otherwise) : otherwise;
  }

  /** A whole number in a range. */
  public whole(field: string, value: unknown, min: number, max: number): number | undefined {
    if (isWhole(value, min, max)) return value;
    const what = `not a whole number from ${min} to ${max}`;
    this.report('value-invalid', `${field} is ${show(value)}, ${what}.`, `Write a number such as ${min}.`);
    return undefined;
  }

  /** A size in bytes. */
  public bytes(field: string, value: Size | undefined): number | undefined {
    const bytes = bytesOf(value);
    if (bytes !== undefined) return bytes;
    this.report(
      'value-invalid',
      `${field} is ${isSize(value) ? 'no whole number of bytes above 0' : 'not a Size'}.`,
      `Write ${field}: Size.mebibytes(256), say.`,
    );
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
      this.report('value-invalid', `${field} is ${show(value)}.`, `Write one of ${list}.`);
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
