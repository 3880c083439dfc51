import { sha256 } from '../portable/hash';
import type { Change } from './change';
import { Tokens } from './tokens';

/** How many pairs are remembered: a fleet's sites have few different ones, or each its own. */
const REMEMBERED = 4096;

/** Computes the changes between two texts once for all sites whose texts differ in the same way. */
export class Memo {
  private readonly known = new Map<string, readonly Change[]>();

  /**
   * @param kind what `compute` makes of the texts
   * @param compute looks at addresses and hashes only to tell whether they are equal
   */
  changes(
    kind: string,
    site: string,
    texts: readonly (string | undefined)[],
    compute: () => readonly Change[],
  ): Change[] {
    const tokens = new Tokens(site);
    const key = sha256(
      `${kind}\0${texts.map((text) => (text === undefined ? '\ue001' : tokens.hide(text))).join('\0')}`,
    );
    const before = this.known.get(key);
    if (before !== undefined) return tokens.showIn(before);
    const changes = tokens.hideIn(compute());
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(key, changes);
    return tokens.showIn(changes);
  }
}
