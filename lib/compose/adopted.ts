import { Construct } from 'constructs';
import { markAs } from '../part';
import { checkedId } from '../validation/names';
import { reportFor } from '../validation/problem';
import { show } from '../validation/values';
import { recordOf } from './forms';
import { copyOf } from './interpolation';
import type { ComposeServiceDefinition, ComposeSpecification } from './spec';

/** A service that is not a workload of the library. Waivers on it cover its edge rules. */
export class ComposeService extends Construct {
  /** Key of the service in the project, by which other services on its networks reach it. */
  public readonly serviceName: string;

  /** @internal Use `DockerComposeSite.addService`. */
  constructor(scope: Construct, id: string, serviceName: string) {
    super(scope, id);
    markAs(this, 'an adopted service');
    this.serviceName = serviceName;
  }
}

/** A project that the site has taken over. It has a `ComposeService` for each of its services. */
export class ComposeProject extends Construct {
  /** Its services, by their keys. */
  public readonly services: ReadonlyMap<string, ComposeService>;

  /** @internal Use `DockerComposeSite.addProject`. */
  constructor(scope: Construct, id: string, project: ComposeSpecification) {
    super(scope, checkedId(scope, id));
    markAs(this, 'an adopted project');
    const names = Object.keys(recordOf(project?.services));
    this.services = new Map(names.map((name) => [name, new ComposeService(this, childId(this, name), name)]));
  }

  /** The service of this key. One that is not there is a problem. */
  public service(name: string): ComposeService {
    const found = this.services.get(name);
    if (found !== undefined) return found;
    const known = [...this.services.keys()].map((key) => `'${key}'`).join(', ');
    reportFor(this)(
      'reference-unknown',
      `has no service ${show(name)}.`,
      known === '' ? 'The project has none.' : `Use one of ${known}.`,
    );
    return new ComposeService(this, childId(this, `missing ${name}`), name);
  }
}

/** What a site has taken over, with the constructs that stand for it. */
export interface Adopted<C extends Construct = Construct> {
  readonly construct: C;
  /** A copy: the program may change what it gave, for the next site. */
  readonly spec: ComposeSpecification;
  readonly services: ReadonlyMap<string, ComposeService>;
}

/** A service of `addService`, as a project of its own. */
export function adoptService(
  scope: Construct,
  id: string,
  definition: ComposeServiceDefinition,
): Adopted<ComposeService> {
  const checked = checkedId(scope, id);
  const service = new ComposeService(scope, checked, id);
  // Where the id is taken or no name, the problem says so, and the service is left out.
  if (checked !== id) return { construct: service, spec: {}, services: new Map() };
  return { construct: service, spec: { services: { [id]: copyOf(definition) } }, services: new Map([[id, service]]) };
}

/** A project of `addProject`. */
export function adoptProject(scope: Construct, id: string, project: ComposeSpecification): Adopted<ComposeProject> {
  const construct = new ComposeProject(scope, id, project);
  return { construct, spec: copyOf(project), services: construct.services };
}

/** Service keys are wider than construct ids: "/" and the names of `Object.prototype` are none. */
function childId(scope: Construct, name: string): string {
  const id = name === '' || name in {} ? `service ${name}` : name.replaceAll('/', '--');
  return scope.node.tryFindChild(id) === undefined ? id : `${id}~${scope.node.children.length}`;
}
