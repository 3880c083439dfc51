import { exampleNames, renderExample } from './examples';

/** A site with a Compose project: text by path below the site. */
export interface ComposeSite {
  /** `portable masts/mast-0117` */
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The sites of a rendered app that have a Compose project. */
export function composeSitesOf(app: string, rendered: Readonly<Record<string, string>>): readonly ComposeSite[] {
  const sites = Object.keys(rendered)
    .filter((path) => path.endsWith('/compose/compose.yaml'))
    .map((path) => path.slice(0, -'/compose/compose.yaml'.length));
  return sites.map((site) => {
    const own = Object.entries(rendered).filter(([path]) => path.startsWith(`${site}/`));
    return {
      title: `${app} ${site}`,
      files: Object.fromEntries(own.map(([path, text]) => [path.slice(site.length + 1), text])),
    };
  });
}

/** Every Compose site of every example. */
export function exampleComposeSites(): readonly ComposeSite[] {
  return exampleNames.flatMap((name) => composeSitesOf(name, renderExample(name)));
}
