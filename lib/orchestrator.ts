import { SffError } from './errors';
import { show } from './validation/values';

/** What runs the containers of a device. A device, and a whole fleet, runs exactly one. */
export type Orchestrator = 'k3s' | 'docker-compose';

/** The orchestrators that serve the Kubernetes API. */
export type KubernetesOrchestrator = Extract<Orchestrator, 'k3s'>;

/** Every orchestrator, for checks at run time. */
export const ORCHESTRATORS: readonly Orchestrator[] = ['k3s', 'docker-compose'];

/** The orchestrators that serve the Kubernetes API, for checks at run time. */
export const KUBERNETES_ORCHESTRATORS: readonly Orchestrator[] = ['k3s'] satisfies readonly KubernetesOrchestrator[];

/** A sentence that the compiler shows: no value has this type. */
export interface OrchestratorError<Sentence extends string> {
  /** What to do. */
  readonly 'sff-constructs': Sentence;
}

type IsUnion<T, All = T> = T extends unknown ? ([All] extends [T] ? false : true) : never;

/** `unknown` for one orchestrator; for a union, a type that nothing satisfies and that says why. */
export type One<O extends Orchestrator> =
  true extends IsUnion<O>
    ? OrchestratorError<"A fleet runs exactly one orchestrator: narrow it to 'k3s' or 'docker-compose' first.">
    : unknown;

/**
 * Narrows a value that a program read (JSON, YAML, CSV, environment) to an `Orchestrator`.
 *
 * @throws SffError `orchestrator-unknown` for anything else.
 */
export function parseOrchestrator(value: unknown): Orchestrator {
  return orchestratorAt(undefined, value);
}

/** As `parseOrchestrator`, for the construct at `path`. */
export function orchestratorAt(path: string | undefined, value: unknown): Orchestrator {
  const known = ORCHESTRATORS.find((o) => o === value);
  if (known === undefined) {
    throw new SffError({
      code: 'orchestrator-unknown',
      path,
      message: `${show(value)} is not an orchestrator.`,
      fix: `Write one of ${ORCHESTRATORS.map((o) => `'${o}'`).join(', ')}.`,
    });
  }
  return known;
}
