import type { Construct, IConstruct } from 'constructs';
import { nameFault } from '../validation/names';
import { onRoot } from '../validation/on-root';
import { type Finding, reportFor, reportInto } from '../validation/problem';
import { isInTree } from '../validation/removed';

/** What a construct that was renamed says of it. */
export interface RenameProps {
  /**
   * The id that it had when it was first delivered: everything on site keeps the name that it has there, and only the
   * program gets a better one. After a second renaming it is still the first id.
   *
   * @default - it was never renamed
   */
  readonly renamedFrom?: string | undefined;
}

const FORMER = Symbol.for('sff-constructs.renamedFrom');
const RENAMED = Symbol.for('sff-constructs.renamed');

/** How `renamedFrom` has to be, for the `fix` of a problem. */
const FIX = 'Write the id that it had when it was first delivered, or leave renamedFrom out.';

/** The name by which a construct is known on site: its id, or the one that it was renamed from. */
export function identityOf(construct: IConstruct): string {
  return (construct as { readonly [FORMER]?: string })[FORMER] ?? construct.node.id;
}

/** The path of a construct as everything outside the program knows it. */
export function pathOnSite(construct: IConstruct): string {
  const { node } = construct;
  if (renamedBelow(construct).length === 0) return node.path;
  return node.scopes.slice(1).map(identityOf).join('/');
}

/** Reads `renamedFrom` of a construct that has just been made, before anything is named after it. */
export function readRename(construct: Construct, props: RenameProps | undefined): void {
  const former: unknown = props?.renamedFrom;
  if (former === undefined) return;
  const fault = renameFault(former, construct.node.id);
  if (fault !== undefined) {
    reportFor(construct)('rename-invalid', fault, FIX);
    return;
  }
  Object.defineProperty(construct, FORMER, { value: former });
  renamedBelow(construct).push(construct);
}

/** Why `former` can be no former name of what is called `name` now; undefined when it can. */
export function renameFault(former: unknown, name: string): string | undefined {
  if (former === name) return `was renamed from "${name}", which is its name.`;
  const fault = nameFault(former);
  return fault === undefined ? undefined : `renamedFrom: ${fault}`;
}

/** Finds names that two constructs would have on site. */
export function checkRenames(app: IConstruct): Finding[] {
  const findings: Finding[] = [];
  for (const construct of renamedBelow(app).filter(isInTree)) {
    const former = identityOf(construct);
    const report = reportInto(findings, construct);
    const others = (construct.node.scope?.node.children ?? []).filter((c) => c !== construct);
    const living = others.find((c) => c.node.id === former);
    const twin = others.find((c) => identityOf(c) === former);
    if (living !== undefined && identityOf(living) !== former) {
      report('rename-invalid', `was renamed from "${former}", and so was that, in a cycle: ${cycle(construct)}.`, FIX);
    } else if (living !== undefined) {
      report('rename-invalid', `was renamed from "${former}", which is still there.`, FIX);
    } else if (twin !== undefined) {
      report(
        'rename-invalid',
        `was renamed from "${former}", as ${twin.node.path} was.`,
        'Only one can be what it was.',
      );
    }
  }
  return findings;
}

/** The ids from a construct over what it was renamed from, as far as there is such a construct. */
function cycle(construct: IConstruct): string {
  const ids = [construct.node.id];
  for (let at: IConstruct | undefined = construct; at !== undefined; ) {
    const former: string = identityOf(at);
    at = ids.includes(former) ? undefined : at.node.scope?.node.tryFindChild(former);
    ids.push(former);
  }
  return ids.map((id) => `"${id}"`).join(' from ');
}

function renamedBelow(scope: IConstruct): IConstruct[] {
  return onRoot(scope, RENAMED, () => []);
}
