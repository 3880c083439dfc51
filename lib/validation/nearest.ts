/** What `name` was probably meant to be: the one of `known` that is at most two letters away. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const close = known
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter((c) => c.distance <= 2 && c.distance < c.candidate.length / 2)
    .sort((a, b) => a.distance - b.distance);
  return close[0]?.candidate;
}

/** How to mend a name that is none of `known`. */
export function mended(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? `Remove it; there are ${known.join(', ')}.` : `Did you mean ${meant}?`;
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
