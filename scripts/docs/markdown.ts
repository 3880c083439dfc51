/** Says on top of a page that a command makes it. */
export const GENERATED = '<!-- Made by `npm run docs`: edit the code that it comes from. -->';

/** A Markdown table; `|` in cells is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Inline code, also where the text has backticks. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A page of blocks with an empty line between each two. */
export function page(...blocks: readonly string[]): string {
  return `${[GENERATED, ...blocks].join('\n\n')}\n`;
}
