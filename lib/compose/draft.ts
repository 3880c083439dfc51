import { isDeepStrictEqual } from 'node:util';
import type { IConstruct } from 'constructs';
import { type Finding, reportInto } from '../validation/problem';
import { modelOf } from '../workload/workload';
import { field, isExternal, textOf } from './forms';

/** Parts of a project that several can add to, in the order in which they are written. */
export const SECTIONS = ['services', 'networks', 'volumes', 'configs', 'secrets'] as const;

export type Section = (typeof SECTIONS)[number];

/** Collects the parts of a project, each name once. */
export class Draft {
  public readonly owners = new Map<string, IConstruct>();
  public readonly extensions = new Map<string, unknown>();
  private readonly parts = new Map<Section, Map<string, unknown>>(SECTIONS.map((section) => [section, new Map()]));

  constructor(
    private readonly name: string,
    private readonly findings: Finding[],
  ) {}

  public in<T>(section: Section): Map<string, T> {
    return this.parts.get(section) as Map<string, T>;
  }

  public add(section: Section, name: string, value: unknown, owner: IConstruct): void {
    const other = this.owners.get(`${section}/${name}`);
    if (other !== undefined) {
      // What is there already, such as the network of a proxy, may have several users.
      if (isExternal(value) && isDeepStrictEqual(value, this.in(section).get(name))) return;
      const kept = textOf(field(value, 'name')) ?? `${this.name}_${name}`;
      reportInto(this.findings, owner)(
        'name-duplicate',
        `"${name}" in ${section} is also made by ${other.node.path}.`,
        section === 'volumes' && modelOf(owner) === undefined && !isExternal(value)
          ? `Rename it, in the services that mount it, too, and give it name: '${kept}', so that it keeps its data.`
          : 'Rename one of them.',
      );
      return;
    }
    this.owners.set(`${section}/${name}`, owner);
    this.in(section).set(name, value);
  }

  public project(): Record<string, unknown> {
    const sections = SECTIONS.flatMap((section) => {
      const parts = [...this.in(section)].sort(([a], [b]) => (a < b ? -1 : 1));
      return parts.length === 0 ? [] : [[section, Object.fromEntries(parts)] as const];
    });
    const extensions = [...this.extensions].sort(([a], [b]) => (a < b ? -1 : 1));
    return { name: this.name, ...Object.fromEntries(sections), ...Object.fromEntries(extensions) };
  }
}
