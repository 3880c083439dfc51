import { Construct, type IConstruct } from 'constructs';
import { SffError } from './errors';
import { identityOf, type RenameProps, readRename } from './identity/rename';
import type { ImageLock } from './image/lock';
import { type InventoryProps, type InventorySite, readInventory } from './inventory';
import type { One, Orchestrator } from './orchestrator';
import { orchestratorAt } from './orchestrator';
import type { WorkloadDefaults } from './portable/defaults';
import type { Labels } from './portable/labels';
import type { TargetOf, WorkloadTarget } from './portable/target';
import { selectionOf } from './selection';
import { labelFaults } from './validation/labels';
import { checkedId } from './validation/names';
import { reportFor } from './validation/problem';
import { checkOwn, type Names } from './validation/properties';
import { readDefaults, readHostPaths, readImages } from './validation/scope-props';
import { isRecord } from './validation/values';

/** Properties of a `Fleet`. */
export interface FleetProps<O extends Orchestrator = Orchestrator> extends RenameProps {
  /** What runs the containers of every device of the fleet. */
  readonly orchestrator: O;
  /** What the fleet is looked up by: environment, customer, region. @default - none */
  readonly labels?: Labels | undefined;
  /** What workloads have that say nothing else, sites included. @default - nothing */
  readonly defaults?: (WorkloadDefaults & TargetOf<WorkloadTarget, O>) | undefined;
  /** Digests of the tags that the program uses. @default - every image carries its digest */
  readonly images?: ImageLock | undefined;
  /** Prefixes of device paths that workloads may mount. @default - none */
  readonly hostPaths?: readonly string[] | undefined;
}

const PROPERTIES: Names<FleetProps> = {
  orchestrator: true,
  labels: true,
  defaults: true,
  images: true,
  hostPaths: true,
  renamedFrom: true,
};

/** Marks the root of a tree that an `SffApp` made; a fleet cannot import it without a cycle. */
export const SFF_APP = Symbol.for('sff-constructs.SffApp');
const FLEET = Symbol.for('sff-constructs.Fleet');
/** Where a fleet keeps what inventories say of its sites, by their ids. */
export const INVENTORY: unique symbol = Symbol.for('sff-constructs.inventory');

/**
 * Sites that one team runs in one way: one orchestrator, one set of defaults. An environment (dev, prod) is a fleet.
 */
export class Fleet<O extends Orchestrator = Orchestrator> extends Construct {
  /** Whether `x` is a `Fleet`, of this or another copy of the library. */
  public static isFleet(x: unknown): x is Fleet {
    return typeof x === 'object' && x !== null && FLEET in x;
  }

  /** What runs the containers of every device of the fleet. */
  public readonly orchestrator: O;
  /** What the fleet is looked up by. */
  public readonly labels: Labels;
  /** What workloads have that say nothing else. */
  public readonly defaults: WorkloadDefaults & TargetOf<WorkloadTarget, O>;
  /** Digests of the tags that the program uses. */
  public readonly images: ImageLock;
  /** @internal */
  public readonly [INVENTORY] = new Map<string, InventorySite>();
  /** Prefixes of device paths that workloads may mount. */
  public readonly hostPaths: readonly string[];

  /**
   * @throws SffError `app-not-sff` below anything but an `SffApp`, `fleet-nested` below anything but its root,
   * `orchestrator-unknown` for an orchestrator that is none
   */
  constructor(scope: Construct, id: string, props: FleetProps<O> & One<O>) {
    super(scope, checkedId(scope, id));
    if (!(SFF_APP in this.node.root)) {
      throw new SffError({
        code: 'app-not-sff',
        path: this.node.path,
        message: 'a fleet needs an SffApp at the root of the tree.',
        fix: 'Write new SffApp() where the program says new App().',
      });
    }
    if (this.node.scope !== this.node.root) {
      throw new SffError({
        code: 'fleet-nested',
        path: this.node.path,
        message: 'a fleet stands directly in the app.',
        fix: 'Give the app as scope.',
      });
    }
    Object.defineProperty(this, FLEET, { value: true });
    orchestratorAt(this.node.path, props?.orchestrator);
    this.orchestrator = props.orchestrator;
    checkOwn(this, Fleet, props, PROPERTIES);
    readRename(this, props);
    const report = reportFor(this);
    this.labels = { ...props.labels };
    // Choices for another orchestrator are left out, as types have it.
    this.defaults = readDefaults(props.defaults, props.orchestrator, report) as typeof this.defaults;
    this.images = readImages(props.images, report);
    this.hostPaths = readHostPaths(props.hostPaths, report);
    labelFaults(props.labels ?? this.labels, report);
  }

  /**
   * Makes a site of each row of an inventory that the program has parsed.
   *
   * `make` gets the row's id and the row, makes the site and returns it. Rows without a good id, with one that is taken,
   * with a serial or an address that another row has, or at which `make` throws or makes no site of that id, are
   * problems that name the row's number (from 1), and the other rows are still made.
   *
   * Where a shard or a single site is asked for (`SFF_SHARD`, `SFF_ONLY`), only its rows become sites.
   *
   * @returns the sites, in the order of the rows
   */
  public sites<Row, S extends IConstruct>(
    rows: Iterable<Row>,
    props: InventoryProps<Row>,
    make: (id: string, row: Row) => S,
  ): S[] {
    const selection = selectionOf(this);
    const known = this[INVENTORY];
    if (!isRecord(props) || typeof make !== 'function') {
      const lacks = isRecord(props) ? 'no function that makes a site' : 'nothing that says which field is its id';
      const fix = "Write fleet.sites(rows, { id: 'id' }, (id, row) => new K3sSite(fleet, id, …)), say.";
      reportFor(this)('inventory-row', `the inventory is given ${lacks}.`, fix);
      return [];
    }
    return readInventory(this, rows, props).flatMap(({ id, row, site, report }) => {
      if (this.node.tryFindChild(id) !== undefined || known.has(id)) {
        report('inventory-row', `has the id "${id}" of a site that is there already.`, 'Give each site its own id.');
        return [];
      }
      known.set(id, site);
      if (!selection.includes(`${identityOf(this)}/${site.renamedFrom ?? id}`)) return [];
      try {
        const made = make(id, row);
        if (this.node.tryFindChild(id) !== undefined) return [made];
        report(
          'inventory-row',
          `has become no site "${id}".`,
          'Make it with the id that the function is given: (id, row) => new K3sSite(fleet, id, …).',
        );
      } catch (error) {
        if (error instanceof SffError) throw error;
        const why = error instanceof Error ? error.message : String(error);
        report('inventory-row', `cannot become a site: ${why.replace(/\.$/, '')}.`, 'Mend the row.');
        // Half of a site would be a second problem.
        this.node.tryRemoveChild(id);
      }
      known.delete(id);
      return [];
    });
  }
}

/** The fleets of an app. */
export function fleetsIn(app: IConstruct): Fleet[] {
  return app.node.children.filter((c): c is Fleet => Fleet.isFleet(c));
}

/** The fleet that `scope` is or stands in. */
export function fleetOf(scope: IConstruct): Fleet | undefined {
  for (let at: IConstruct | undefined = scope; at !== undefined; at = at.node.scope) {
    if (Fleet.isFleet(at)) return at;
  }
  return undefined;
}
