/** What a terminal, or the log of a pipeline, obeys: control characters, line separators, and marks of direction. */
const OBEYED = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Text of a program, or of an output, on one line: shown, not obeyed. */
export function printable(text: string): string {
  return text.replace(OBEYED, (c) => (c === '\n' ? '\\n' : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

/** As `printable`, with the lines that a text has. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
