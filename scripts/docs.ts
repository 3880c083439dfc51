import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiPage } from './docs/api-page';
import { TABLE_PAGES } from './docs/pages';

const ROOT = join(__dirname, '..');

/** Makes the generated pages; with `--check` only names the stale ones, and exits with 1 where there are any. */
async function main(check: boolean): Promise<void> {
  const pages = new Map(Object.entries(TABLE_PAGES).map(([path, make]) => [path, make()]));
  pages.set('API.md', await apiPage());
  const stale = [...pages].filter(([path, text]) => {
    const file = join(ROOT, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  if (!check) for (const [path, text] of stale) writeFileSync(join(ROOT, path), text);
  for (const [path] of stale) process.stderr.write(`${check ? 'stale, run npm run docs' : 'written'}: ${path}\n`);
  if (check && stale.length > 0) process.exitCode = 1;
}

main(process.argv.includes('--check')).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
