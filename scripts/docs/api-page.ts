import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { page } from './markdown';

/** `API.md`: every export of the package, from its doc comments. Throws where a link in one leads nowhere. */
export async function apiPage(): Promise<string> {
  // Typedoc is an ES module.
  const { Application } = await import('typedoc');
  const out = mkdtempSync(join(tmpdir(), 'typedoc-'));
  try {
    const app = await Application.bootstrapWithPlugins({ out, logLevel: 'Warn' });
    const project = await app.convert();
    if (project === undefined) throw new Error('typedoc cannot read the sources.');
    app.validate(project);
    if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('typedoc has something to say: see above.');
    await app.generateOutputs(project);
    const text = (module: string) => withoutModules(readFileSync(join(out, `${module}.md`), 'utf8'));
    return page(
      '# API',
      'Every export of `sff-constructs`, and of `sff-constructs/testing`, `sff-constructs/diff`, `sff-constructs/lock` and `sff-constructs/pulumi` at the end.',
      text('index').trim(),
      '## `sff-constructs/testing`',
      text('testing')
        .replace(/^## Classes$/m, '')
        .trim(),
      '## `sff-constructs/diff`',
      text('diff').trim(),
      '## `sff-constructs/lock`',
      text('lock').trim(),
      '## `sff-constructs/pulumi`',
      text('pulumi').trim(),
    );
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** Links between the modules' pages become links within the one page; what only looks odd goes. */
function withoutModules(markdown: string): string {
  return (
    markdown
      .replaceAll(/\]\((?:index|testing|diff|lock|pulumi)\.md#/g, '](#')
      // Interfaces that nobody outside the library can name.
      .replaceAll(/^- `(?:WorkloadHost|SiteRenderer)`\n/gm, '')
      // `@default - the fleet's` is prose.
      .replaceAll(/\*\*Default\*\* `- ([^`]*)`/g, '**Default** $1')
  );
}
