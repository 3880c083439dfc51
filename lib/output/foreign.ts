import { OutputError } from './error';
import type { Layout } from './layout';

const LISTED = 10;

/** Files that the writer did not make are where it wants to write. */
export function foreignFile(layout: Layout, paths: readonly string[]): OutputError {
  const [first = '', ...others] = [...new Set(paths)].sort();
  const more = others.length > LISTED ? [...others.slice(0, LISTED), `${others.length - LISTED} more`] : others;
  const also = more.length > 0 ? ` So are: ${more.join(', ')}.` : '';
  return new OutputError({
    code: 'output-foreign-file',
    path: layout.file(first),
    message: `This is in the way of the output, and was not made by an earlier synth.${also}`,
    fix: 'Move it elsewhere, delete it, or choose another outdir.',
  });
}
