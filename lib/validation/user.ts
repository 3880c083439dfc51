import type { Reader } from './reader';
import { isWhole, show } from './values';

/** Largest user and group id that Kubernetes takes. */
export const MAX_ID = 2 ** 31 - 1;
/** Stands for a user that is missing or wrong, which is a problem by then. */
export const NOBODY = 65_534;

/** Reads a user that is stated. */
export function readUserId(field: string, user: unknown, reader: Reader): number | 'image' {
  if (user === 'image' || isWhole(user, 0, MAX_ID)) return user;
  reader.report(
    'value-invalid',
    `${field} is ${show(user)}, not a user id or 'image'.`,
    'Names are not portable: write the number.',
  );
  return NOBODY;
}
