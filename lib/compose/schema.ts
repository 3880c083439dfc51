import { nearest } from '../validation/nearest';
import type { Report } from '../validation/problem';
import { show } from '../validation/values';
import { isMapping } from './forms';
import { variablesIn } from './interpolation';
import { BOOLEAN, formAt } from './text-forms';

/** The part of JSON Schema that the Compose Specification is written in. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly unevaluatedProperties?: boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Something that Compose refuses to read. */
export interface Fault {
  /** Place in the part, as a JSON Pointer. */
  readonly pointer: string;
  /** What is wrong there, as the end of a sentence. */
  readonly what: string;
  readonly fix: string;
  /** Types that the value may have, where it has none of them. */
  readonly types?: readonly string[];
}

let specification: Schema | undefined;

/** The Compose Specification, which is read when the first site is rendered. */
function root(): Schema {
  specification ??= require('../../schemas/compose-spec.json') as Schema;
  return specification;
}

/**
 * What the Compose Specification refuses in a part of a project, such as the service `web`.
 *
 * A general validator says of a value with several forms that it has none of them; this says what is wrong in the form
 * that is meant. And it leaves to their own rules what no schema knows: variables, merge keys, durations.
 */
export function faultsIn(section: string, name: string, part: unknown): Fault[] {
  const [named] = Object.entries(root().properties?.[section]?.patternProperties ?? {});
  if (named === undefined) return [];
  const [pattern, schema] = named;
  const faults = check(part, schema, '');
  if (expression(pattern).test(name)) return faults;
  return [{ pointer: '', what: 'has a name that Compose refuses', fix: 'Use letters, digits, ".", "_" and "-".' }];
}

/** Reports faults in the part that `title` names. */
export function reportFaults(title: string, faults: readonly Fault[], report: Report): void {
  for (const { pointer, what, fix } of faults) {
    report('compose-invalid', `${title}${pointer === '' ? '' : `: ${pointer}`} ${what}.`, fix);
  }
}

function check(value: unknown, schema: Schema, pointer: string): Fault[] {
  const type = typeOf(value);
  // What no document holds is said by the emitter, and what a variable becomes is a matter of its own rule.
  if (type === undefined || (typeof value === 'string' && variablesIn(value).names.length > 0)) return [];
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.length > 0 && !types.includes(type) && !(type === 'integer' && types.includes('number'))) {
    return [mistyped(value, types, pointer)];
  }
  return [
    ...checkScalar(value, schema, pointer),
    ...(Array.isArray(value) ? checkList(value, schema, pointer) : []),
    ...(isMapping(value) ? checkMapping(value, schema, pointer) : []),
    ...(schema.$ref === undefined ? [] : check(value, definition(schema.$ref), pointer)),
    ...(schema.allOf ?? []).flatMap((part) => check(value, part, pointer)),
    ...checkForms(value, schema.oneOf ?? schema.anyOf ?? [], pointer),
  ];
}

/** What is wrong in a value that may have one of several forms: in the one that is meant, since its type fits. */
function checkForms(value: unknown, forms: readonly Schema[], pointer: string): Fault[] {
  const found = forms.map((form) => check(value, form, pointer));
  if (found.length === 0 || found.some((faults) => faults.length === 0)) return [];
  const meant = found.find((faults) => faults.every((fault) => fault.types === undefined || fault.pointer !== pointer));
  return meant ?? [mistyped(value, [...new Set(found.flat().flatMap(({ types }) => types ?? []))], pointer)];
}

function checkScalar(value: unknown, schema: Schema, pointer: string): Fault[] {
  const { type, enum: allowed, pattern, minimum = -Infinity, maximum = Infinity } = schema;
  const what = `is ${show(value)}`;
  if (allowed?.includes(value) === false) return [{ pointer, what, fix: `Write one of ${allowed.join(', ')}.` }];
  if (typeof value === 'number' && (value < minimum || value > maximum)) {
    return [{ pointer, what, fix: `Write a number from ${minimum}${maximum === Infinity ? '' : ` to ${maximum}`}.` }];
  }
  if (typeof value !== 'string') return [];
  if (pattern !== undefined && !expression(pattern).test(value)) {
    return [{ pointer, what, fix: `Write what matches ${pattern}.` }];
  }
  const isBoolean = type?.includes('boolean') === true && !type.includes('number');
  const form = isBoolean ? BOOLEAN : formAt(pointer);
  return form === undefined || form.pattern.test(value) ? [] : [{ pointer, what, fix: form.fix }];
}

function checkList(list: readonly unknown[], { items, uniqueItems }: Schema, pointer: string): Fault[] {
  const faults = items === undefined ? [] : list.flatMap((item, i) => check(item, items, `${pointer}/${i}`));
  const twice = list.find((item, i) => list.indexOf(item) !== i);
  if (uniqueItems !== true || twice === undefined || DEDUPED.test(pointer)) return faults;
  return [...faults, { pointer, what: `has ${show(twice)} twice`, fix: 'Remove one of them.' }];
}

function checkMapping(mapping: Readonly<Record<string, unknown>>, schema: Schema, pointer: string): Fault[] {
  const { properties = {}, patternProperties = {}, additionalProperties: rest, unevaluatedProperties } = schema;
  const isClosed = rest === false || unevaluatedProperties === false;
  const faults: Fault[] = (schema.required ?? [])
    .filter((key) => mapping[key] === undefined)
    .map((key) => ({ pointer, what: `has no ${key}`, fix: `Write ${key}.` }));
  for (const [key, value] of Object.entries(mapping)) {
    // Merge keys are a matter of the parser, wherever they are.
    if (value === undefined || key === '<<') continue;
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const patterns = Object.entries(patternProperties).filter(([pattern]) => expression(pattern).test(key));
    for (const one of [...(own === undefined ? [] : [own]), ...patterns.map(([, one]) => one)]) {
      faults.push(...check(value, one, at));
    }
    if (own !== undefined || patterns.length > 0) continue;
    if (typeof rest === 'object') faults.push(...check(value, rest, at));
    else if (isClosed && !knows(schema, key)) faults.push(unknownKey(key, schema, pointer));
  }
  return faults;
}

/** Whether a schema, or one that it consists of, has a key. */
function knows(schema: Schema, key: string): boolean {
  if (Object.hasOwn(schema.properties ?? {}, key)) return true;
  if (Object.keys(schema.patternProperties ?? {}).some((pattern) => expression(pattern).test(key))) return true;
  return partsOf(schema).some((part) => knows(part, key));
}

function namesOf(schema: Schema): string[] {
  return [...Object.keys(schema.properties ?? {}), ...partsOf(schema).flatMap(namesOf)];
}

function partsOf({ $ref, allOf = [] }: Schema): readonly Schema[] {
  return $ref === undefined ? allOf : [definition($ref), ...allOf];
}

function unknownKey(key: string, schema: Schema, pointer: string): Fault {
  const meant = nearest(key, namesOf(schema));
  return {
    pointer,
    what: `has the key ${show(key)}, which Compose does not know`,
    fix: meant === undefined ? 'Correct it; extensions begin with "x-".' : `Did you mean ${meant}?`,
  };
}

function mistyped(value: unknown, types: readonly string[], pointer: string): Fault {
  const names = types.flatMap((type) => (type === 'null' ? [] : (TYPES.get(type) ?? type)));
  const last = names.length > 1 ? ` or ${names.at(-1)}` : '';
  const none = value === null ? ', or remove it' : '';
  const fix = `Write ${names.slice(0, last === '' ? 1 : -1).join(', ')}${last}${none}.`;
  return { pointer, what: `is ${show(value)}`, fix: formAt(pointer)?.fix ?? fix, types };
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'a text in quotes'],
  ['boolean', 'true or false'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['array', 'a list'],
  ['object', 'a mapping'],
]);

function typeOf(value: unknown): string | undefined {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isMapping(value)) return 'object';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' || typeof value === 'boolean' ? typeof value : undefined;
}

/** Lists from which Compose itself removes what is there twice (compose-go, override/uncity.go). */
const DEDUPED =
  /^\/(?:cap_add|cap_drop|deploy\/labels|dns|dns_opt|dns_search|environment|expose|labels|links|networks\/[^/]+\/aliases|profiles|sysctls|tmpfs)$/;

function definition(reference: string): Schema {
  return root().$defs?.[reference.replace('#/$defs/', '')] ?? {};
}

const EXPRESSIONS = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const known = EXPRESSIONS.get(pattern);
  if (known !== undefined) return known;
  const made = new RegExp(pattern);
  EXPRESSIONS.set(pattern, made);
  return made;
}
