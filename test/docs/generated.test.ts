import { TABLE_PAGES } from '../../scripts/docs/pages';
import { read } from './markdown';

describe('a generated page', () => {
  it.each(Object.entries(TABLE_PAGES))('%s is what `npm run docs` writes', (path, make) => {
    expect(read(path)).toBe(make());
  });
});
