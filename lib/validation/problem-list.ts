import { withoutName } from './pattern';
import { printable } from './printable';
import type { Problem } from './problem';
import { hasCredential } from './values';

/** How many lines the message has; `problems` always holds all. */
const LISTED = 100;
/** How many of them are kept for each rule: those of one do not hide the others. */
const OF_ONE_RULE = 20;
/** How many sites a line names; a mistake of no more sites has a line for each. */
const NAMED = 3;

/** Problems as they may be shown, sorted by path, then by code. */
export function sorted(problems: readonly Problem[]): Problem[] {
  return problems.map(shown).sort(byPath);
}

/** A problem as it may be shown: what a program, or the data that it read, has in it, is neither obeyed nor told on. */
function shown({ code, path, message, fix }: Problem): Problem {
  const told = { code, path: printable(path), message: printable(message), fix: printable(fix) };
  if (!hasCredential(`${path}\n${message}\n${fix}`)) return told;
  return {
    ...told,
    path: hasCredential(path) ? '…' : told.path,
    message: 'has a fault in what looks like a credential, and is not shown.',
    fix: 'Take the credential out first.',
  };
}

function byPath(a: Problem, b: Problem): number {
  return compare(a.path, b.path) || compare(a.code, b.code) || compare(ordinal(a.message), ordinal(b.message));
}

/** A text in which numbers are in the order of their values. */
function ordinal(text: string): string {
  return text.replace(/\d+/g, (number) => number.padStart(10, '0'));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One mistake, with its problem of each site. */
type Line = readonly [Problem, ...Problem[]];

/** Problems as one text, a line for each mistake. */
export function render(problems: readonly Problem[]): string {
  const lines = linesOf(problems);
  const shown = lines.length > LISTED ? someOfEach(lines) : lines;
  const texts = shown.map(textOf);
  const told = new Set(shown.flat());
  const more = problems.filter((problem) => !told.has(problem));
  if (more.length > 0) texts.push(`  … and ${more.length} more, in error.problems: ${byRule(more)}.`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${count}; nothing was written.\n${texts.join('\n')}`;
}

/** Says once what is the same at the same place of many sites. */
function linesOf(problems: readonly Problem[]): Line[] {
  const groups = new Map<string, [Problem, ...Problem[]]>();
  for (const [at, problem] of problems.entries()) {
    const { fleet, site } = placeOf(problem.path);
    const key = site === undefined ? String(at) : `${fleet}\0${withoutName(toldOf(problem), site)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [problem]);
    else group.push(problem);
  }
  const lines = [...groups.values()].flatMap((group): Line[] =>
    sitesOf(group).length > NAMED ? [group] : group.map((problem) => [problem]),
  );
  return lines.sort(([a], [b]) => byPath(a, b));
}

/** As many as are listed, in their order: first of all some of each rule. */
function someOfEach(lines: readonly Line[]): Line[] {
  const counts = new Map<string, number>();
  const [some, others]: [Line[], Line[]] = [[], []];
  for (const line of lines) {
    const [{ code }] = line;
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    (count > OF_ONE_RULE ? others : some).push(line);
  }
  const listed = new Set([...some, ...others].slice(0, LISTED));
  return lines.filter((line) => listed.has(line));
}

function textOf(line: Line): string {
  const [first] = line;
  const { fleet, site = '' } = placeOf(first.path);
  if (line.length === 1) return `  ${first.path || '(app)'}${toldOf({ ...first, path: '' })}`;
  const sites = sitesOf(line);
  const named = `${sites.length} sites (${sites.slice(0, NAMED).join(', ')}, …)`;
  const [below, ...told] = withoutName(toldOf(first), site).split(': ');
  return `  ${fleet}/*${below}: ${named}: ${told.join(': ')}`;
}

function sitesOf(line: Line): (string | undefined)[] {
  return [...new Set(line.map(({ path }) => placeOf(path).site))];
}

/** What is said of a problem after its site. */
function toldOf({ path, code, message, fix }: Problem): string {
  return `${placeOf(path).below}: ${message} ${fix} [${code}]`;
}

/** `5980 [address-invalid], 30 [inventory-row]` */
function byRule(problems: readonly Problem[]): string {
  const counts = new Map<string, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${count} [${code}]`).join(', ');
}

/** `stores/store-0042/till/db` is `/till/db` of a site. */
function placeOf(path: string) {
  const [fleet = '', site, ...below] = path.split('/');
  return { fleet, site, below: below.map((part) => `/${part}`).join('') };
}
