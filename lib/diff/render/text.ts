import { printable } from '../../validation/printable';
import type { ChangeGroup, OutputDiff, Severity } from '../change';
import { countOf, HEADINGS, imageText, sentence, summary } from './words';
import { wrapped } from './wrap';

/** How a difference is shown in a terminal. */
export interface TextOptions {
  /** Columns. @default 100 */
  readonly width?: number | undefined;
  /** Whether colours are used. @default false */
  readonly colours?: boolean | undefined;
  /** How many sites of a change are named. @default 4 */
  readonly sites?: number | undefined;
}

/** SGR parameters (ECMA-48 §8.3.117). */
const COLOURS: Readonly<Record<Severity, string>> = {
  'data-loss': '1;31',
  'apply-fails': '31',
  restart: '33',
  security: '35',
  network: '36',
  change: '1',
  information: '2',
};

/** A difference for people at a terminal, worst first. */
export function renderText(diff: OutputDiff, options: TextOptions = {}): string {
  const { width = 100, colours = false, sites = 4 } = options;
  const paint = (severity: Severity, text: string) => (colours ? `\u001b[${COLOURS[severity]}m${text}\u001b[0m` : text);
  const lines = [printable(`${diff.old} → ${diff.new}: ${summary(diff)}`)];
  if (diff.changes.length === 0) return `${lines[0]}\nNo differences.\n`;
  const first = Math.max(...diff.changes.map((group) => whereOf(group).length)) + 4;
  const room = Math.max(width - first, 20);
  let heading: Severity | undefined;
  for (const group of diff.changes) {
    if (group.severity !== heading) {
      heading = group.severity;
      lines.push('', paint(heading, HEADINGS[heading].toUpperCase()));
    }
    const [start = '', ...others] = wrapped(printable(sentenceOf(group)), room);
    lines.push(`  ${whereOf(group).padStart(first - 4)}  ${paint(group.severity, start)}`);
    for (const line of [...others, ...wrapped(printable(namesOf(group, sites)), room)])
      lines.push(`${' '.repeat(first)}${line}`);
  }
  if (diff.images.length > 0)
    lines.push('', 'IMAGES TO PULL', ...diff.images.map((image) => `  ${printable(imageText(image))}`));
  return `${lines.join('\n')}\n`;
}

function sentenceOf(group: ChangeGroup): string {
  const various = group.values === 'various' && group.details.some((d) => d.old === undefined && d.new === undefined);
  return various ? `${sentence(group)} (with values that differ from site to site)` : sentence(group);
}

function whereOf({ sites }: ChangeGroup): string {
  return sites.length === 0 ? '' : countOf(sites.length);
}

/** The first few, and how many more; all, where there is one more than that. */
function namesOf({ sites }: ChangeGroup, most: number): string {
  if (sites.length === 0) return '';
  const shown = sites.length <= most + 1 ? sites : sites.slice(0, most);
  const more = sites.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more.toLocaleString('en-US')} more` : '');
}
