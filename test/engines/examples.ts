import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SffApp } from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';

const EXAMPLES = join(__dirname, '../../examples');

/** The Kubernetes files of one site, by their path. */
export interface RenderedSite {
  /** `k3s-retail stores/store-0001` */
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
}

export const exampleNames: readonly string[] = readdirSync(EXAMPLES);

/** Every file of an example by its path. */
export function renderExample(name: string): Readonly<Record<string, string>> {
  // each example's app.ts exports it
  const { build } = require(join(EXAMPLES, name, 'app.ts')) as { build: (app: SffApp) => void };
  return render(build);
}

/** `site.json` and the Kubernetes files of one site of a program. */
export function renderSite(site: string, build: (app: SffApp) => void): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(render(build)).filter(
      ([path]) => path === `${site}/site.json` || path.startsWith(`${site}/kubernetes/`),
    ),
  );
}

function render(build: (app: SffApp) => void): Readonly<Record<string, string>> {
  const app = new SffApp();
  build(app);
  return Testing.synth(app);
}

/** The sites of an example that have Kubernetes files. */
export function kubernetesSites(name: string): readonly RenderedSite[] {
  const sites = new Map<string, Record<string, string>>();
  for (const [path, text] of Object.entries(renderExample(name))) {
    const [, site, place] = /^([^/]+\/[^/]+)\/(kubernetes|bootstrap)\/.*\.yaml$/.exec(path) ?? [];
    if (site === undefined || place === undefined) continue;
    const files = sites.get(site) ?? {};
    files[path] = text;
    sites.set(site, files);
  }
  return [...sites].map(([site, files]) => ({ title: `${name} ${site}`, files }));
}
