import { codes } from '../../lib/cli/codes';
import { TABLE_PAGES } from '../../scripts/docs/pages';
import { rulesPage } from '../../scripts/docs/rules-page';
import { read } from './markdown';

describe('a generated page', () => {
  it.each(Object.entries(TABLE_PAGES))('%s is what `npm run docs` writes', (path, make) => {
    expect(read(path)).toBe(make());
  });

  it('of rules has every code of an error', () => {
    const page = rulesPage();
    expect(codes().flatMap(({ code }) => (page.includes(`\`${code}\``) ? [] : [code]))).toEqual([]);
  });
});
