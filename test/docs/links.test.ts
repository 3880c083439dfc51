import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pages, ROOT, read } from './markdown';

/** Beside what users read, what contributors do. */
const PAGES = [...pages(), 'engines/README.md'];

describe.each(PAGES)('%s', (page) => {
  it('has no relative link that leads nowhere', () => {
    expect(linksOf(page).filter((link) => !leads(page, link))).toEqual([]);
  });

  it('names no path of the machine that it was written on', () => {
    expect(read(page)).not.toMatch(/\/(work|root|home\/\w+)\/|\.\.\/shared/);
  });
});

/** Targets of links, but for those with a scheme. */
function linksOf(page: string): string[] {
  const text = read(page)
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}

function leads(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || !file.endsWith('.md') || anchorsOf(file).has(anchor);
}

const known = new Map<string, ReadonlySet<string>>();

/** Anchors of a page: those of its headings, as GitHub makes them, and its own. */
function anchorsOf(page: string): ReadonlySet<string> {
  const found = known.get(page);
  if (found !== undefined) return found;
  const anchors = new Set<string>();
  const text = read(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
  for (const [, heading] of text.matchAll(/^#+ +(.+)$/gm)) {
    const slug = (heading ?? '')
      .replaceAll(/\\(.)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-');
    let unique = slug;
    for (let n = 1; anchors.has(unique); n++) unique = `${slug}-${n}`;
    anchors.add(unique);
  }
  for (const [, id] of text.matchAll(/<a id="([^"]+)">/g)) anchors.add(id ?? '');
  known.set(page, anchors);
  return anchors;
}
