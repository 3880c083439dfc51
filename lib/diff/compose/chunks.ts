import { isRecord } from '../../validation/values';
import { parseYaml } from '../kubernetes/documents';
import { textAt } from '../values';

/** Parts of a Compose project that have names. */
export const SECTIONS = ['services', 'networks', 'volumes', 'configs', 'secrets'] as const;

export type Section = (typeof SECTIONS)[number];

/** A Compose project in texts of its parts, of which only those that differ are parsed. */
export interface ProjectTexts {
  readonly path: string;
  /** By section and name. */
  readonly parts: ReadonlyMap<Section, ReadonlyMap<string, string>>;
  /** What has no name: `name`, extensions. */
  readonly rest: string;
}

/** Cuts a project as the library writes it: sections begin at the start of a line, their parts after two spaces. */
export function cut(path: string, text: string): ProjectTexts {
  const parts = new Map<Section, ReadonlyMap<string, string>>();
  let rest = '';
  for (const block of text.split(/^(?=[^\s#])/m)) {
    const section = SECTIONS.find((each) => block.startsWith(`${each}:\n`));
    if (section === undefined) {
      rest += block;
      continue;
    }
    const lines = block.slice(section.length + 2);
    const named = lines.split(/^(?= {2}\S)/m).map((part) => [nameOf(part), part] as const);
    // Written in another way: then the whole section is parsed, and every part becomes a text that reads the same.
    const clean = named.every((part): part is [string, string] => part[0] !== undefined);
    parts.set(section, clean ? new Map(named) : reparsed(path, block, section));
  }
  return { path, parts, rest };
}

/** Name of the project. */
export function projectName({ path, rest }: ProjectTexts): string {
  return /^name: ([a-z][\w-]*)$/m.exec(rest)?.[1] ?? textAt(parseYaml(path, rest), 'name') ?? '';
}

/** Whether a section says the same of things that Docker knows by the same names. */
export function isSameSection(section: Section, before: ProjectTexts, after: ProjectTexts): boolean {
  const [old, now] = [before.parts.get(section), after.parts.get(section)];
  if (old?.size !== now?.size || projectName(before) !== projectName(after)) return false;
  return [...(old ?? [])].every(([key, text]) => now?.get(key) === text);
}

/** Parses one part of a section. */
export function parsePart(path: string, text: string): unknown {
  const value = parseYaml(path, text);
  return isRecord(value) ? Object.values(value)[0] : undefined;
}

function nameOf(part: string): string | undefined {
  const [, plain, quoted] = /^ {2}(?:([A-Za-z][\w.-]*)|("(?:[^"\\]|\\.)*")):(?: |\n)/.exec(part) ?? [];
  if (plain !== undefined) return plain;
  return quoted === undefined ? undefined : unquoted(quoted);
}

/** What a double-quoted scalar of YAML says, where JSON has the same escapes. */
function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

function reparsed(path: string, block: string, section: Section): ReadonlyMap<string, string> {
  const value = parseYaml(path, block);
  const parts = isRecord(value) && isRecord(value[section]) ? value[section] : {};
  return new Map(Object.entries(parts).map(([name, part]) => [name, JSON.stringify({ [name]: part })]));
}
