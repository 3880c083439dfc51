const UNITS = [
  ['Gi', 1024 ** 3],
  ['Mi', 1024 ** 2],
  ['Ki', 1024],
] as const;

/** Bytes as a Kubernetes quantity in the largest unit that holds them exactly. */
export function memoryQuantity(bytes: number): string {
  const [unit, size] = UNITS.find(([, size]) => bytes % size === 0) ?? ['', 1];
  return `${bytes / size}${unit}`;
}

/** Cores as a Kubernetes quantity: whole cores, or thousandths. */
export function cpuQuantity(cores: number): string {
  return Number.isInteger(cores) ? String(cores) : `${Math.round(cores * 1000)}m`;
}
