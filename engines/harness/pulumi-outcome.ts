/** What one command of Pulumi did, or would do. */
export interface Outcome {
  readonly succeeded: boolean;
  /** How many resources by operation: `create`, `update`, `replace`, `delete`, `same`; the stack itself counts. */
  readonly changes: Readonly<Record<string, number>>;
  /** What was begun, in order, without what stays the same. */
  readonly steps: readonly Step[];
  /** Messages that end or could end it, each with the resource it is about. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export interface Step {
  readonly operation: string;
  readonly urn: string;
  /** `update`, `update-replace`, `add` …, by the path of the property. */
  readonly differences: Readonly<Record<string, string>>;
}

/** As much of Pulumi's event log as an outcome is made of. */
interface Event {
  readonly diagnosticEvent?: { readonly urn?: string; readonly severity: string; readonly message: string };
  readonly resourcePreEvent?: { readonly metadata: Metadata };
  readonly resOpFailedEvent?: { readonly metadata: Metadata };
  readonly summaryEvent?: { readonly resourceChanges: Readonly<Record<string, number>> };
}

interface Metadata {
  readonly op: string;
  readonly urn: string;
  readonly detailedDiff: Readonly<Record<string, { readonly diffKind: string }>> | null;
}

/** Reads the event log that `--json` prints, and what was printed beside it. */
export function outcomeOf(succeeded: boolean, stdout: string, stderr: string): Outcome {
  const lines = stdout.split('\n');
  const events = lines.filter((line) => line.startsWith('{')).flatMap(eventIn);
  const said = (severity: string) =>
    events
      .flatMap(({ diagnosticEvent: event }) => (event?.severity === severity ? [event] : []))
      .map(({ urn, message }) => (urn ? `${nameOf(urn)}: ${message.trim()}` : message.trim()));
  const beside = [...lines.filter((line) => line !== '' && !line.startsWith('{')), stderr.trim()].filter(Boolean);
  return {
    succeeded,
    changes: Object.assign({}, ...events.map(({ summaryEvent }) => summaryEvent?.resourceChanges ?? {})),
    steps: events.flatMap(({ resourcePreEvent: event }) => (event ? stepOf(event.metadata) : [])),
    errors: [...said('error'), ...(succeeded ? [] : beside)],
    warnings: said('warning'),
  };
}

/** None in the last line of a command that was killed. */
function eventIn(line: string): readonly Event[] {
  try {
    return [JSON.parse(line) as Event];
  } catch {
    return [];
  }
}

function stepOf({ op, urn, detailedDiff }: Metadata): readonly Step[] {
  if (op === 'same') return [];
  const differences = Object.entries(detailedDiff ?? {}).map(([path, { diffKind }]) => [path, diffKind]);
  return [{ operation: op, urn, differences: Object.fromEntries(differences) }];
}

/** The name that the program gave a resource. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf('::') + 2);
}
