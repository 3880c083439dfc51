import type { Construct, IConstruct } from 'constructs';
import { reportFor } from './problem';
import { kindOf } from './values';

/** DNS-1035 label: the strictest of what Kubernetes objects, Services and Compose projects accept. */
const DNS_1035 = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** DNS subdomain: names of most Kubernetes objects, prefixes of labels and of resources (Kubernetes, "Object Names and IDs"). */
export const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Device names of Windows, which no directory of a checkout may have. */
const WINDOWS_RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/**
 * What every JavaScript object has: `constructs` takes a child of this name for a second one, and cdk8s an object with
 * this key for one of a class.
 */
export const INHERITED = 'constructor';

/** Why `name` is no DNS-1035 label that can also be a directory, or undefined when it is. */
export function nameFault(name: unknown): string | undefined {
  if (typeof name !== 'string') return `the name is ${kindOf(name)}, not a string.`;
  if (name === '') return 'the name is empty.';
  if (name.length > 63) return `name "${name}" has ${name.length} characters; 63 are allowed.`;
  if (/[A-Z]/.test(name)) return `name "${name}" has capitals.`;
  if (/^[0-9]/.test(name)) return `name "${name}" starts with a digit.`;
  if (!DNS_1035.test(name)) return `name "${name}" is not a DNS-1035 label.`;
  if (WINDOWS_RESERVED.test(name)) return `name "${name}" is reserved on Windows, where no directory can have it.`;
  return undefined;
}

/** How every name has to be, for the `fix` of a problem. */
export const NAME_FIX = 'Use 1 to 63 of a-z, 0-9 and "-", starting with a letter and not ending with "-".';

/**
 * An id that `super(scope, id)` accepts, so that a bad one is a problem like others and not the end of the program.
 *
 * A bad or taken id is reported on `scope`, and a stand-in returned.
 */
export function checkedId(scope: Construct, id: string): string {
  // Not a construct at all: leave it to `super`, whose error says so.
  if ((scope as IConstruct | undefined)?.node === undefined) return id;
  const fault = nameFault(id);
  if (fault !== undefined) {
    reportFor(scope)('name-invalid', fault, NAME_FIX);
    return standIn(scope, 'invalid-name');
  }
  if (id === INHERITED) {
    reportFor(scope)('name-invalid', `name "${id}" is reserved by JavaScript.`, 'Use another name.');
    return standIn(scope, 'invalid-name');
  }
  if (scope.node.tryFindChild(id) !== undefined) {
    reportFor(scope)(
      'name-duplicate',
      `"${id}" is there already.`,
      'Give each construct of one scope a name of its own.',
    );
    return standIn(scope, `${id.slice(0, 40)}-duplicate`);
  }
  return id;
}

/** A free name that is valid itself, so that one bad name makes one problem, and what is below it is checked, too. */
function standIn(scope: IConstruct, id: string): string {
  let n = 2;
  while (scope.node.tryFindChild(`${id}-${n}`) !== undefined) n++;
  return `${id}-${n}`;
}
