import type { IConstruct } from 'constructs';
import { SffError } from './errors';
import { ALL, BUCKETS, shard, singleSite, type Unit } from './output/unit';

const SELECTION = Symbol.for('sff-constructs.selection');

/** Keeps on the app which of its sites are made and written. */
export function select(app: IConstruct, unit: Unit): void {
  Object.defineProperty(app, SELECTION, { value: unit });
}

/** Which sites of the app around `scope` are made and written. */
export function selectionOf(scope: IConstruct): Unit {
  return (scope.node.root as { readonly [SELECTION]?: Unit })[SELECTION] ?? ALL;
}

/**
 * Reads which sites are asked for; an empty text asks for nothing.
 *
 * @throws SffError `shard-invalid`
 */
export function readSelection(shardText: string | undefined, only: string | undefined): Unit {
  if (isGiven(shardText) && isGiven(only)) {
    throw invalid(`A shard (${shardText}) and a single site (${only}) are asked for.`, 'Ask for one of them.');
  }
  if (isGiven(only)) {
    if (!/^[^/]+\/[^/]+$/.test(only)) throw invalid(`"${only}" is no path of a site.`, 'Write <fleet>/<site>.');
    return singleSite(only);
  }
  if (!isGiven(shardText)) return ALL;
  const [, index = '', count = ''] = /^(\d{1,2})\/(\d{1,2})$/.exec(shardText) ?? [];
  if (Number(count) < 1 || Number(count) > BUCKETS || Number(index) < 1 || Number(index) > Number(count)) {
    throw invalid(`"${shardText}" is no shard.`, `Write 1/8 to 8/8, say; at most ${BUCKETS} shards.`);
  }
  return shard(Number(index), Number(count));
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function invalid(message: string, fix: string): SffError {
  return new SffError({ code: 'shard-invalid', message, fix });
}
