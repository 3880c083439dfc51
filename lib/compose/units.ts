const UNITS = [
  ['g', 1024 ** 3],
  ['m', 1024 ** 2],
  ['k', 1024],
] as const;

/** Bytes as Docker reads them (docker/go-units, RAMInBytes: `m` is 1024²), in the largest unit that holds them exactly. */
export function bytesText(bytes: number): string {
  const [unit, size] = UNITS.find(([, size]) => bytes % size === 0) ?? ['b', 1];
  return `${bytes / size}${unit}`;
}
