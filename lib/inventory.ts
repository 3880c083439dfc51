import type { IConstruct } from 'constructs';
import { renameFault } from './identity/rename';
import type { Labels } from './portable/labels';
import { labelFaults } from './validation/labels';
import { NAME_FIX, nameFault } from './validation/names';
import { type Report, reportFor } from './validation/problem';
import { checkKnown, type Names } from './validation/properties';
import { kindOf, show } from './validation/values';

/**
 * How the rows of an inventory are read: by the names of their fields, or by functions. A field that no row has is
 * refused, but for `renamedFrom`.
 */
export interface InventoryProps<Row> {
  /** Gives the site's name. */
  readonly id: keyof Row | ((row: Row) => unknown);
  /**
   * Serial numbers of the row's devices, which no other row may have; the field has one, or a list of them.
   *
   * @default - checked on the devices themselves
   */
  readonly serials?: keyof Row | ((row: Row) => Iterable<string | undefined>) | undefined;
  /**
   * Addresses of the row's devices, which no other row may have; the field has one, or a list of them.
   *
   * @default - not checked between sites: shops often share one private range
   */
  readonly addresses?: keyof Row | ((row: Row) => Iterable<string | undefined>) | undefined;
  /**
   * Labels of the row's site: the field that holds them, a list of fields of which each is a label unless it is empty, or
   * a function. They are said here, and not where the site is made, since a shard makes its own sites only, and
   * `fleet.json` lists the labels of all.
   *
   * @default - none
   */
  readonly labels?: keyof Row | readonly (keyof Row)[] | ((row: Row) => Labels | undefined) | undefined;
  /** The id that the row's site had first, as `renamedFrom` of a site; said here for the same reason. @default - its id */
  readonly renamedFrom?: keyof Row | ((row: Row) => string | undefined) | undefined;
}

const PROPERTIES: Names<InventoryProps<unknown>> = {
  id: true,
  serials: true,
  addresses: true,
  labels: true,
  renamedFrom: true,
};

/** What an inventory says of a site, whether it is made in this run or not. */
export interface InventorySite {
  readonly labels: Labels;
  readonly renamedFrom: string | undefined;
  readonly serials: readonly string[];
}

/** A row that can become a site. */
export interface InventoryRow<Row> {
  readonly id: string;
  readonly row: Row;
  readonly site: InventorySite;
  /** Reports about this row, by its number. */
  readonly report: Report;
}

/** The rows that can become sites; the others are reported on `fleet`. */
export function readInventory<Row>(
  fleet: IConstruct,
  rows: Iterable<Row>,
  props: InventoryProps<Row>,
): InventoryRow<Row>[] {
  const fleetReport = reportFor(fleet);
  const good: InventoryRow<Row>[] = [];
  const seen = { id: new Map<string, number>(), serial: new Map<string, number>(), address: new Map<string, number>() };
  if (!isList(rows)) {
    fleetReport(
      'inventory-row',
      'the inventory is not a list of rows.',
      'Parse the file first: JSON.parse(text), say.',
    );
    return good;
  }
  checkKnown('the inventory', props, PROPERTIES, fleetReport);
  const all = [...eachRow(rows, fleetReport)];
  // Before what is wrong in the rows, which may follow from it; without the field of the id, in all of them.
  if (all.length > 0 && !reportMissing(props, all, fleetReport)) return good;
  for (const [i, row] of all.entries()) {
    const at = i + 1;
    const report: Report = (code, message, fix) => fleetReport(code, `row ${at} ${message}`, fix);
    const id = readId(row, props.id, report);
    if (id === undefined || !claim(seen.id, id, at, 'id', report)) continue;
    const serials = read(props.serials, row, 'serials', report);
    const addresses = read(props.addresses, row, 'addresses', report);
    const free =
      serials?.every((s) => claim(seen.serial, s, at, 'serial', report)) &&
      addresses?.every((a) => claim(seen.address, a, at, 'address', report));
    const site = {
      labels: readLabels(row, props, report),
      renamedFrom: readFormer(row, props, id, report),
      serials: serials ?? [],
    };
    if (free === true) good.push({ id, row, site, report });
  }
  return good;
}

/** Which property names each field, of those that a row at least has to have: new names come and go. */
function fieldsOf<Row>({ id, labels, serials, addresses }: InventoryProps<Row>): Map<string, string> {
  const named: Record<string, Iterable<unknown>> = {
    id: [id],
    labels: isList(labels) ? labels : [labels],
    serials: [serials],
    addresses: [addresses],
  };
  const fields = new Map<string, string>();
  for (const [property, names] of Object.entries(named)) {
    for (const name of names) if (typeof name === 'string') fields.set(name, property);
  }
  return fields;
}

/**
 * Reports fields that no row has. Rows of CSV and JSON have any field, as far as types know: one of another spelling
 * would be empty in silence.
 *
 * @returns whether the rows can be read
 */
function reportMissing<Row>(props: InventoryProps<Row>, rows: readonly Row[], report: Report): boolean {
  const missing = fieldsOf(props);
  const fields = new Set<string>();
  for (const row of rows) {
    if (missing.size === 0) return true;
    if (typeof row !== 'object' || row === null) continue;
    for (const name of missing.keys()) if (name in row) missing.delete(name);
    for (const name of Object.keys(row)) fields.add(name);
  }
  for (const [name, property] of missing) {
    if (property === 'id' && fields.size === 0) continue; // what the rows are is told of each
    const fix = howToName(name, property, [...fields]);
    report('inventory-row', `no row has the field ${show(name)}, which ${property} names.`, fix);
  }
  return fields.size === 0 || ![...missing.values()].includes('id');
}

function howToName(name: string, property: string, fields: readonly string[]): string {
  const { nearest } = require('./validation/nearest') as typeof import('./validation/nearest');
  const meant = nearest(name, fields);
  if (meant?.startsWith('\ufeff')) {
    return 'Take the byte order mark off the file before it is parsed: it has become a part of the name of the first field.';
  }
  if (meant !== undefined) return `Write '${meant}'.`;
  if (property === 'id') return `Write one of those that rows have: ${fields.join(', ')}.`;
  return `Correct it, or leave it out of ${property} until a row has it.`;
}

/** The rows, as long as their source gives them: a parser may fail half-way. */
function* eachRow<Row>(rows: Iterable<Row>, report: Report): Generator<Row> {
  let read = 0;
  try {
    for (const row of rows) {
      read++;
      yield row;
    }
  } catch (error) {
    report('inventory-row', `row ${read + 1} cannot be read: ${String(error)}.`, 'Mend the inventory.');
  }
}

function readId<Row>(row: Row, id: InventoryProps<Row>['id'], report: Report): string | undefined {
  if (typeof row !== 'object' || row === null) {
    report('inventory-row', `is ${kindOf(row)}, not an object.`, 'Mend the row.');
    return undefined;
  }
  try {
    const value = field(row, id);
    const fault = nameFault(value);
    if (fault === undefined) return value as string;
    report('inventory-row', `has no good id: ${fault}`, NAME_FIX);
  } catch (error) {
    report('inventory-row', `has no id: ${String(error)}.`, 'Mend the row.');
  }
  return undefined;
}

function readLabels<Row>(row: Row, { labels }: InventoryProps<Row>, report: Report): Labels {
  const read = attempt('labels', report, () => labelsOf(row, labels)) ?? {};
  if (typeof labels === 'string' && typeof read === 'string') {
    const message = `has ${show(read)} in its field ${labels}, which holds no labels.`;
    report('label-invalid', message, `Write labels: ['${labels}'] for a label of that name.`);
    return {};
  }
  labelFaults(read as Labels, report);
  return { ...(read as Labels) };
}

function labelsOf<Row>(row: Row, labels: InventoryProps<Row>['labels']): unknown {
  if (!isList(labels)) return field(row, labels);
  const all = [...labels].map((name) => [name, row[name]] as const);
  return Object.fromEntries(all.filter(([, value]) => !isEmpty(value)));
}

function readFormer<Row>(
  row: Row,
  { renamedFrom }: InventoryProps<Row>,
  id: string,
  report: Report,
): string | undefined {
  const former = attempt('renamedFrom', report, () => field(row, renamedFrom));
  if (isEmpty(former)) return undefined;
  const fault = renameFault(former, id);
  if (fault === undefined) return former as string;
  report('rename-invalid', fault, 'Write the id that the site had when it was first delivered.');
  return undefined;
}

/** Texts of a row; undefined where they cannot be read, which is reported. */
function read<Row>(
  of: InventoryProps<Row>['serials'],
  row: Row,
  what: 'serials' | 'addresses',
  report: Report,
): string[] | undefined {
  const value = attempt(what, report, () => {
    const found = field(row, of);
    if (isList(found)) return [...found];
    // A row may lack a field; a function that gives nothing has forgotten to.
    if (typeof of === 'function' && typeof found !== 'string') {
      throw new TypeError(`${show(found)} is no list of texts`);
    }
    return [found];
  });
  const texts = value?.filter((text) => !isEmpty(text));
  const odd = texts?.find((text) => typeof text !== 'string');
  if (odd === undefined) return texts as string[] | undefined; // each is one
  report('inventory-row', `has ${show(odd)} among its ${what}.`, 'Write texts: a parser may take them for numbers.');
  return undefined;
}

/** A field that a row lacks, or that its format could not leave out: CSV has no other way. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** What a field of a row has, or a function makes of the row. */
function field<Row>(row: Row, of: keyof Row | ((row: Row) => unknown) | undefined): unknown {
  if (of === undefined) return undefined;
  return typeof of === 'function' ? of(row) : row[of];
}

/** What a function of the program makes of a row; undefined where it throws, which is reported. */
function attempt<T>(what: string, report: Report, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    report('inventory-row', `has no readable ${what}: ${String(error)}.`, 'Mend the row.');
    return undefined;
  }
}

function claim(seen: Map<string, number>, value: string, row: number, what: string, report: Report): boolean {
  const first = seen.get(value);
  if (first === undefined) {
    seen.set(value, row);
    return true;
  }
  if (first !== row) {
    report('inventory-row', `has the ${what} "${value}" of row ${first}.`, `Give each row its own ${what}.`);
  }
  return first === row;
}
