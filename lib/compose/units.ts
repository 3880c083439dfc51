const UNITS = [
  ['g', 1024 ** 3],
  ['m', 1024 ** 2],
  ['k', 1024],
] as const;

/** A size of a Compose file in bytes (docker/go-units, RAMInBytes); undefined for what is none. */
export function bytesIn(size: unknown): number | undefined {
  if (typeof size === 'number') return size;
  const match = typeof size === 'string' ? /^(\d+(?:\.\d+)?) ?([kmgtp])?i?b?$/i.exec(size) : null;
  if (match === null) return undefined;
  return Number(match[1]) * 1024 ** ' kmgtp'.indexOf(match[2]?.toLowerCase() ?? ' ');
}

/** Bytes as Docker reads them (docker/go-units, RAMInBytes: `m` is 1024²), in the largest unit that holds them exactly. */
export function bytesText(bytes: number): string {
  const [unit, size] = UNITS.find(([, size]) => bytes % size === 0) ?? ['b', 1];
  return `${bytes / size}${unit}`;
}
