import type { Change, Detail } from './change';

/**
 * Addresses and hashes: what differs from site to site where the program says the same of all.
 *
 * Each begins with what it consumes, and looks behind afterwards: a search that looks behind first does so everywhere.
 */
const TOKEN =
  /\d(?<![\w.]\d)\d{0,2}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?![\w.])|[0-9a-f](?<![0-9a-f]{2})[0-9a-f]{15}(?![0-9a-f])/g;

/** Addresses with a meaning of their own: every one, loopback, link-local. They stay as they are. */
const FIXED = /^(0\.0\.0\.0|127\.|169\.254\.)/;

/** Shorter names, and those without a digit, may be any word of a manifest. */
const DISTINCT = /^(?=.*\d).{4,}$/;

const SITE = '{site}';
const PLACE = /\ue000(\d+)\ue000/g;

/**
 * What two sites of one program differ in. A pair of texts in which each is replaced by its number is the same for
 * sites that change in the same way, and so are their changes, but for the numbers.
 */
export class Tokens {
  private readonly numbers = new Map<string, number>();
  private readonly list: string[] = [];
  private readonly name: RegExp | undefined;

  constructor(site: string) {
    this.name = DISTINCT.test(site) ? new RegExp(`(?<![A-Za-z0-9])${site}(?![A-Za-z0-9])`, 'g') : undefined;
  }

  /** A text with numbers for what this site has its own of; what was not seen before gets the next number. */
  hide(text: string): string {
    return this.replaced(text, (token) => {
      let number = this.numbers.get(token);
      if (number === undefined) {
        number = this.list.push(token) - 1;
        this.numbers.set(token, number);
      }
      return `\ue000${number}\ue000`;
    });
  }

  /** Changes with numbers, and with a placeholder for the site's name. */
  hideIn(changes: readonly Change[]): Change[] {
    const hidden = (text: string) =>
      this.replaced(text, (token) => {
        const number = this.numbers.get(token);
        return number === undefined ? token : `\ue000${number}\ue000`;
      });
    return changes.map((change) => mapped(change, hidden));
  }

  /** Changes with a placeholder for the site's name only: devices are named after it, for one. */
  nameless(changes: readonly Change[]): Change[] {
    return changes.map((change) => mapped(change, (text) => this.named(text)));
  }

  /** Changes with what this site has in the place of numbers. */
  showIn(changes: readonly Change[]): Change[] {
    return changes.map((change) =>
      mapped(change, (text) => text.replace(PLACE, (_, number: string) => this.list[Number(number)] ?? '')),
    );
  }

  private replaced(text: string, number: (token: string) => string): string {
    return this.named(text).replace(TOKEN, (token) => (FIXED.test(token) ? token : number(token)));
  }

  private named(text: string): string {
    return this.name === undefined ? text : text.replace(this.name, SITE);
  }
}

function mapped(change: Change, map: (text: string) => string): Change {
  return {
    ...change,
    subject: map(change.subject),
    ...(change.object === undefined ? {} : { object: map(change.object) }),
    details: change.details.map((detail) => mappedDetail(detail, map)),
  };
}

function mappedDetail({ what, old, new: now }: Detail, map: (text: string) => string): Detail {
  return {
    what: map(what),
    ...(old === undefined ? {} : { old: map(old) }),
    ...(now === undefined ? {} : { new: map(now) }),
  };
}
