import { Construct, type IConstruct } from 'constructs';
import { identityOf, type RenameProps, readRename } from './identity/rename';
import type { Orchestrator } from './orchestrator';
import { markAs, partOf, requirePlace } from './part';
import type { Labels } from './portable/labels';
import { isSite, requireSite, type Site } from './site';
import { workloadLabelFaults } from './validation/labels';
import { checkedId } from './validation/names';
import { reportFor } from './validation/problem';
import { checkOwn, type Names } from './validation/properties';

/** Marks an application in its type. Not exported by the package. */
export const application: unique symbol = Symbol.for('sff-constructs.application');

/** Where workloads, and applications, can stand. */
export type WorkloadScope<O extends Orchestrator = Orchestrator> = Site<O> | Application<O>;

/** Properties of an `Application`. */
export interface ApplicationProps extends RenameProps {
  /** Labels of every workload in it. @default - none */
  readonly labels?: Labels | undefined;
}

const PROPERTIES: Names<ApplicationProps> = { labels: true, renamedFrom: true };

/** Namespace of workloads that stand straight in their site. */
const DEFAULT_NAMESPACE = 'apps';

/** Namespaces that Kubernetes makes and needs (Kubernetes, "Namespaces": "Initial namespaces"). */
const RESERVED_NAMESPACE = /^(default|kube-.*)$/;

/**
 * Workloads that belong together: one unit of release, one namespace, one manifest file.
 *
 * The outermost application gives the namespace; one inside another gives its workloads a name prefix only.
 * Made to be subclassed: `class Till<O extends Orchestrator> extends Application<O>` packages a building block.
 */
export class Application<O extends Orchestrator = Orchestrator> extends Construct {
  /** @internal */
  declare public readonly [application]: O;
  /** What runs the containers of its site. */
  public readonly orchestrator: O;
  /** Namespace of every workload in it, on both orchestrators. */
  public readonly namespace: string;
  /** Labels of every workload in it. */
  public readonly labels: Labels;

  /** @throws SffError `scope-unknown` outside a site, or in a workload or device of it */
  constructor(scope: WorkloadScope<O>, id: string, props: ApplicationProps = {}) {
    super(scope, checkedId(scope, id));
    this.orchestrator = requirePlace(scope, 'an application', ['an application']).orchestrator as O;
    markAs(this, 'an application');
    checkOwn(this, Application, props, PROPERTIES);
    readRename(this, props);
    this.namespace = placeOf(this).namespace;
    this.labels = { ...props?.labels };
    const report = reportFor(this);
    workloadLabelFaults(props?.labels ?? this.labels, report);
    if (this.namespace === identityOf(this) && RESERVED_NAMESPACE.test(this.namespace)) {
      report('name-invalid', `name "${this.namespace}" is a namespace of Kubernetes.`, 'Use another name.');
    }
  }
}

/** The namespace that a construct's place in its site gives it: its outermost application's name, or `apps`. */
export function namespaceOf(construct: IConstruct): string {
  let outermost: IConstruct | undefined;
  for (let at = construct.node.scope; at !== undefined && !isSite(at); at = at.node.scope) {
    if (isApplication(at)) outermost = at;
  }
  return outermost === undefined ? DEFAULT_NAMESPACE : identityOf(outermost);
}

/** Where a construct stands in its site. */
export interface Place {
  /** Name of the outermost application on site, or `apps`. */
  readonly namespace: string;
  /** Names on site from below the outermost application, or the site, down to the construct. */
  readonly segments: readonly string[];
  /** Applications around it, outermost first. */
  readonly applications: readonly Application[];
}

/** Where `construct`, somewhere in a site, stands in it. */
export function placeOf(construct: IConstruct): Place {
  const scopes = construct.node.scopes;
  const at = scopes.findIndex(isApplication);
  const outermost = scopes[at];
  const start = at < 0 ? scopes.indexOf(requireSite(construct, construct.node.path)) : at;
  return {
    namespace: outermost === undefined ? DEFAULT_NAMESPACE : identityOf(outermost),
    segments: scopes.slice(start + 1).map(identityOf),
    applications: scopes.filter(isApplication),
  };
}

function isApplication(construct: IConstruct): construct is Application {
  return partOf(construct) === 'an application';
}
