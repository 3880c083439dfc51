import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Yaml } from 'cdk8s';
import { dump, loadAll } from 'js-yaml';
import { toYamlDocuments } from '../../lib/output/yaml';
import { Testing } from '../../lib/testing';
import { fleetApp } from './fleet';
import { argumentsOfProgram, Stopwatch, siteIds } from './measure';

type Files = [path: string, content: unknown][];

const EMITTERS: Readonly<Record<string, (documents: unknown[]) => string>> = {
  cdk8s: (documents) => Yaml.stringify(...documents),
  'js-yaml': (documents) => documents.map((document) => `---\n${dump(document)}`).join(''),
  ours: toYamlDocuments,
};

/** Only serialises what is finished already, and writes the same files in the plainest way. */
const { sites, outdir, variant } = argumentsOfProgram();
const emit = EMITTERS[variant];
if (emit === undefined) throw new Error(`There is no emitter "${variant}".`);
const toText = (path: string, content: unknown): string =>
  path.endsWith('.json') ? `${JSON.stringify(content, undefined, 2)}\n` : emit(content as unknown[]);
const ids = siteIds(sites);
const watch = new Stopwatch();
const [model = ''] = ids;
const template = JSON.stringify(finishedFiles(model));
for (const id of ids) {
  const files = JSON.parse(template.replaceAll(model, id)) as Files;
  watch.time(() => {
    const made = new Set<string>();
    for (const [path, content] of files) {
      const file = join(outdir, path);
      const directory = dirname(file);
      if (!made.has(directory)) mkdirSync(directory, { recursive: true });
      made.add(directory);
      writeFileSync(file, toText(path, content));
    }
  });
}
watch.print(
  sites * finishedFiles(model).reduce((n, [, content]) => n + (Array.isArray(content) ? content.length : 0), 0),
);

/** The files of one site, as data. */
function finishedFiles(id: string): Files {
  const texts = Testing.synth(fleetApp([id], 'objects', outdir));
  return Object.entries(texts)
    .filter(([path]) => path !== 'fleet.json')
    .map(([path, text]) => [path, path.endsWith('.json') ? JSON.parse(text) : loadAll(text)]);
}
