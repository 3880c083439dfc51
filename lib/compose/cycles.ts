import { recordOf } from './forms';
import { servicesBefore } from './references';
import type { ComposeServiceDefinition, ComposeSpecification } from './spec';

/** Services of which each has to be there before the one before it, and the first before the last: none can start. */
export function cyclesIn({ services }: ComposeSpecification): string[][] {
  const before = new Map(
    Object.entries(services ?? {}).map(([name, service]) => [
      name,
      servicesBefore(recordOf(service) as ComposeServiceDefinition),
    ]),
  );
  const cycles = new Map<string, string[]>();
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): void => {
    const start = path.indexOf(name);
    if (start >= 0) {
      const cycle = fromLeast(path.slice(start));
      cycles.set(JSON.stringify(cycle), cycle);
    }
    if (start >= 0 || done.has(name)) return;
    path.push(name);
    for (const other of before.get(name) ?? []) visit(other);
    path.pop();
    done.add(name);
  };
  for (const name of before.keys()) visit(name);
  return [...cycles.values()];
}

/** One of the ways to write a cycle, whichever of its services it was found from. */
function fromLeast(cycle: readonly string[]): string[] {
  const least = cycle.reduce((at, name, i) => (name < (cycle[at] ?? '') ? i : at), 0);
  return [...cycle.slice(least), ...cycle.slice(0, least)];
}
