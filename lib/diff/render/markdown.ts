import { printable } from '../../validation/printable';
import type { ChangeGroup, OutputDiff, Severity } from '../change';
import { SEVERITIES } from '../change';
import { countOf, HEADINGS, imageText, predicate, summary } from './words';

/** Rows of a table, and sites that a row names. */
interface Limits {
  readonly rows: number;
  readonly sites: number;
}

/** From the most to the least that is shown. */
const LIMITS: readonly Limits[] = [
  { rows: 40, sites: 60 },
  { rows: 40, sites: 10 },
  { rows: 40, sites: 0 },
  { rows: 10, sites: 0 },
];
/** A comment on GitHub holds 65,536 characters. */
const LONGEST = 65_000;
/** Sites that are named beside the change, without a click. */
const SEEN = 3;

/** A difference for a pull request: a table for each severity, worst first, and as much of it as a comment holds. */
export function renderMarkdown(diff: OutputDiff): string {
  let text = '';
  for (const limits of LIMITS) {
    text = render(diff, limits);
    if (text.length <= LONGEST) break;
  }
  return text;
}

function render(diff: OutputDiff, limits: Limits): string {
  const lines = [`**${escaped(`${diff.old} → ${diff.new}`)}**: ${escaped(summary(diff))}`];
  if (diff.changes.length === 0) return `${lines[0]}\n\nNo differences.\n`;
  for (const severity of SEVERITIES) lines.push(...sectionOf(severity, diff.changes, limits));
  if (diff.images.length > 0) {
    const shown = diff.images.slice(0, limits.rows).map((image) => `- ${escaped(imageText(image))}`);
    const more = diff.images.length - shown.length;
    lines.push('', '### Images to pull', '', ...shown, ...(more > 0 ? [`- … and ${more} more`] : []));
  }
  return `${lines.join('\n')}\n`;
}

function sectionOf(severity: Severity, changes: readonly ChangeGroup[], limits: Limits): string[] {
  const groups = changes.filter((group) => group.severity === severity);
  if (groups.length === 0) return [];
  const rows = groups
    .slice(0, limits.rows)
    .map((group) => `| ${sitesOf(group, limits)} | ${code(group.subject)} | ${escaped(told(group))} |`);
  const more = groups.length - rows.length;
  return [
    '',
    `### ${HEADINGS[severity]}`,
    '',
    '| sites | what | change |',
    '|---|---|---|',
    ...rows,
    ...(more > 0 ? ['', `… and ${more} more: \`sff diff\` shows all.`] : []),
  ];
}

function told(group: ChangeGroup): string {
  return group.values === 'various' ? `${predicate(group)} (differs from site to site)` : predicate(group);
}

function sitesOf({ sites }: ChangeGroup, limits: Limits): string {
  if (sites.length === 0) return '';
  if (sites.length <= SEEN) return sites.map(escaped).join('<br>');
  if (limits.sites === 0) return countOf(sites.length);
  const shown = sites.slice(0, limits.sites).map(escaped).join(', ');
  const more = sites.length - limits.sites;
  return `<details><summary>${countOf(sites.length)}</summary>${shown}${more > 0 ? ` and ${more} more` : ''}</details>`;
}

/** Characters with a meaning in Markdown, HTML, or on GitHub (mentions, issues, links), as entities, which all readers know. */
function escaped(text: string): string {
  return printable(text)
    .replace(/[\\`*_~[\]<>&|@#$]/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/:\/\//g, '&#58;//')
    .replace(/(www)\./gi, '$1&#46;');
}

/** Entities do nothing in code spans: what a span or a table cannot hold is shown as text instead. */
function code(text: string): string {
  return /^[\w ./():{}-]+$/.test(text) ? `\`${text}\`` : escaped(text);
}
