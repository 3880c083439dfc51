import type { ChangeGroup, OutputDiff, Severity } from '../change';
import { SEVERITIES } from '../change';
import { countOf, HEADINGS, imageText, predicate, summary } from './words';

/** Rows of a table, and sites of a row: a comment on GitHub holds 65,536 characters. */
const ROWS = 40;
const SITES = 60;
/** Sites that are named beside the change, without a click. */
const SEEN = 3;

/** A difference for a pull request: a table for each severity, worst first. */
export function renderMarkdown(diff: OutputDiff): string {
  const lines = [`**${escaped(`${diff.old} → ${diff.new}`)}**: ${escaped(summary(diff))}`];
  if (diff.changes.length === 0) return `${lines[0]}\n\nNo differences.\n`;
  for (const severity of SEVERITIES) lines.push(...sectionOf(severity, diff.changes));
  if (diff.images.length > 0) {
    const shown = diff.images.slice(0, ROWS).map((image) => `- ${escaped(imageText(image))}`);
    const more = diff.images.length - shown.length;
    lines.push('', '### Images to pull', '', ...shown, ...(more > 0 ? [`- … and ${more} more`] : []));
  }
  return `${lines.join('\n')}\n`;
}

function sectionOf(severity: Severity, changes: readonly ChangeGroup[]): string[] {
  const groups = changes.filter((group) => group.severity === severity);
  if (groups.length === 0) return [];
  const rows = groups
    .slice(0, ROWS)
    .map((group) => `| ${sitesOf(group)} | ${code(group.subject)} | ${escaped(told(group))} |`);
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

function sitesOf({ sites }: ChangeGroup): string {
  if (sites.length === 0) return '';
  if (sites.length <= SEEN) return sites.map(escaped).join('<br>');
  const shown = sites.slice(0, SITES).map(escaped).join(', ');
  const more = sites.length - SITES;
  return `<details><summary>${countOf(sites.length)}</summary>${shown}${more > 0 ? ` and ${more} more` : ''}</details>`;
}

/** Characters with a meaning in Markdown, HTML, or on GitHub (mentions, issues), as entities, which all readers know. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_~[\]<>&|@#$]|[\p{Cc}\u2028\u2029]/gu, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/:\/\//g, '&#58;//');
}

/** Entities do nothing in code spans: what a span or a table cannot hold is shown as text instead. */
function code(text: string): string {
  return /^[\w ./():{}-]+$/.test(text) ? `\`${text}\`` : escaped(text);
}
