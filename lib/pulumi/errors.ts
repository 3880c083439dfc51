import { RunError } from '@pulumi/pulumi';
import { SffError } from '../errors';
import type { RuleCode } from '../validation/rules';

/** An error that Pulumi prints as it is, without a stack, with its code. */
export function readable(error: unknown): unknown {
  if (error instanceof SffError) return new RunError(`${error.message} [${error.code}]`);
  return isProblems(error) ? new RunError(error.message.replace('nothing was written', 'nothing was deployed')) : error;
}

/** Of this or another copy of the library. */
function isProblems(error: unknown): error is Error {
  return error instanceof Error && /^Sff\w*Error$/.test(error.name);
}

/** @throws RunError so that Pulumi prints it well also where it is thrown later than `deploy` returns */
export function refuse(code: RuleCode, path: string, message: string, fix: string): never {
  throw readable(new SffError({ code, path, message, fix }));
}

/**
 * Loads an optional peer.
 *
 * @throws RunError `deploy-option-invalid` where it is not installed
 */
export function peer<T>(name: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return refuse('deploy-option-invalid', '', `${name} is not installed.`, `Run npm install ${name}.`);
  }
}
