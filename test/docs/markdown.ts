import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository. */
export const ROOT = join(__dirname, '../..');

/** A fenced block of a page. */
export interface Block {
  /** Page, relative to the repository. */
  readonly page: string;
  /** Line of its first line of text, from 1. */
  readonly line: number;
  /** What follows the fence: `ts`, `json`. */
  readonly language: string;
  /** The file that it is, where the fence names one: `json stores.json`. */
  readonly file: string | undefined;
  readonly text: string;
  /** Blocks of the page, this one included, in their order. */
  readonly around: readonly Block[];
}

/** Every page that people read: at the top, in `docs/`, and one in each example. */
export function pages(): string[] {
  const markdown = (directory: string) =>
    readdirSync(join(ROOT, directory), { encoding: 'utf8', recursive: directory !== '.' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => (directory === '.' ? name : `${directory}/${name}`));
  return [...markdown('.'), ...markdown('docs'), ...markdown('examples')].sort();
}

/** The text of a page. */
export function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The fenced blocks of a page. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; info: string[]; lines: string[] } | undefined;
  for (const [i, line] of read(page).split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === undefined) open = { line: i + 2, info: (fence[1] ?? '').trim().split(' '), lines: [] };
    else {
      const [language = '', file] = open.info;
      blocks.push({ page, line: open.line, language, file, text: `${open.lines.join('\n')}\n`, around: blocks });
      open = undefined;
    }
  }
  return blocks;
}

/** The TypeScript of the pages that people write; `API.md` has signatures only. */
export function snippets(): Block[] {
  return pages()
    .filter((page) => page !== 'API.md')
    .flatMap(blocksOf)
    .filter(({ language }) => language === 'ts');
}

/** `…` in a digest stands for what a reader fills in. */
export function filledIn(text: string): string {
  return text.replaceAll('sha256:…', `sha256:${'0'.repeat(64)}`);
}
