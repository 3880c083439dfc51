/** A pattern that matches a text and nothing else. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A text with `{site}` where a site's name stands as a word of its own: `{site}_till-db-data`, `devices/{site}-node-1`. */
export function withoutName(text: string, name: string): string {
  if (!text.includes(name)) return text;
  return text.replace(new RegExp(`(?<![a-z0-9])${literally(name)}(?![a-z0-9])`, 'g'), '{site}');
}
