import { readFileSync } from 'node:fs';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { at, type Fields, UNKNOWN, type Value } from '../plugin/value';

/** One entry of what `types/generate.py` makes. */
interface Entry {
  readonly type: string;
  readonly apiVersion: string;
  /** Versions whose packages are not to be had: these types stand in for theirs. */
  readonly alsoFor: readonly string[];
  /** Paths that a version before the key does not have. */
  readonly since: Readonly<Record<string, readonly string[]>>;
  readonly schema: Schema;
}

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly readOnly?: boolean;
  readonly createOnly?: boolean;
}

export interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

/** What Azure takes of one resource type in one API version. */
export class ResourceType {
  private validate: ValidateFunction | undefined;

  constructor(
    private readonly entry: Entry,
    private readonly apiVersion: string,
  ) {}

  /** What is wrong with the body of a PUT; what a preview does not know yet is not. */
  public problems(body: Fields): readonly Problem[] {
    this.validate ??= compiler().compile(this.entry.schema);
    const errors = this.validate(body) ? [] : (this.validate.errors ?? []);
    const found = errors.filter((error) => at(body, keys(error)) !== UNKNOWN).flatMap(problemOf);
    const late = Object.entries(this.entry.since)
      .filter(([since]) => this.apiVersion < since)
      .flatMap(([, paths]) => paths.map((path) => path.split('.')))
      .filter((path) => at(body, path) !== undefined)
      .map((path) => ({ path, message: `is not there in API version ${this.apiVersion}` }));
    return [...found, ...late];
  }

  /** Names of the fields that stand at a path, of those that a rule holds for. */
  public names(path: readonly string[], rule: 'any' | 'readOnly' | 'createOnly' | 'writable'): readonly string[] {
    const fields = Object.entries(this.schemaAt(path)?.properties ?? {});
    const holds = ({ readOnly = false, createOnly = false }: Schema) =>
      ({ any: true, readOnly, createOnly, writable: !readOnly })[rule];
    return fields.filter(([, schema]) => holds(schema)).map(([name]) => name);
  }

  /** All paths down to a depth that can only be set when the resource is created. */
  public createOnly(path: readonly string[] = [], depth = 3): readonly (readonly string[])[] {
    const here = this.names(path, 'createOnly').map((name) => [...path, name]);
    const below =
      depth === 1 ? [] : this.names(path, 'writable').flatMap((each) => this.createOnly([...path, each], depth - 1));
    return [...here, ...below];
  }

  private schemaAt(path: readonly string[]): Schema | undefined {
    const resolve = (schema: Schema | undefined): Schema | undefined =>
      schema?.$ref === undefined ? schema : this.entry.schema.$defs?.[schema.$ref.slice('#/$defs/'.length)];
    return path.reduce((schema, key) => resolve(schema?.properties?.[key]), resolve(this.entry.schema));
  }
}

/** All types, in the versions that Azure is taken to serve. */
export class ResourceTypes {
  private readonly made = new Map<string, ResourceType>();
  private readonly entries: readonly Entry[];

  constructor(file: string) {
    this.entries = JSON.parse(readFileSync(file, 'utf8')) as readonly Entry[]; // made by types/generate.py
  }

  /** Throws as Azure does when it has no such type or version. */
  public get(type: string, apiVersion: string): ResourceType {
    const key = `${type}@${apiVersion}`.toLowerCase();
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const versions = this.entries.filter((entry) => entry.type.toLowerCase() === type.toLowerCase());
    const entry = versions.find(({ apiVersion: of, alsoFor }) => [of, ...alsoFor].includes(apiVersion));
    if (entry === undefined) {
      const served = versions.flatMap(({ apiVersion: of, alsoFor }) => [...alsoFor, of]).sort();
      throw new UnknownType(
        `No registered resource provider found for API version '${apiVersion}' of type '${type}'. ` +
          `The supported api-versions are '${served.join(', ')}'.`,
      );
    }
    const made = new ResourceType(entry, apiVersion);
    this.made.set(key, made);
    return made;
  }
}

export class UnknownType extends Error {}

function compiler(): Ajv {
  const ajv = new Ajv({ allErrors: true, discriminator: true, strictRequired: false, verbose: true });
  ajv.removeKeyword('readOnly'); // an annotation in JSON Schema; here a rule of requests
  ajv.addKeyword({ keyword: 'readOnly', validate: () => false });
  ajv.addKeyword('createOnly');
  return ajv;
}

function keys({ instancePath }: ErrorObject): readonly string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function problemOf(error: ErrorObject): readonly Problem[] {
  const path = keys(error);
  const params = error.params as Readonly<Record<string, Value>>;
  switch (error.keyword) {
    case 'additionalProperties':
      return [{ path: [...path, String(params.additionalProperty)], message: 'is not a property that Azure knows' }];
    case 'required':
      return [{ path: [...path, String(params.missingProperty)], message: 'is required' }];
    case 'readOnly':
      return [{ path, message: 'is read-only' }];
    case 'type':
      return [{ path, message: `must be of type ${params.type}, and is ${JSON.stringify(error.data)}` }];
    case 'enum':
      return [
        { path, message: `must be one of ${String(params.allowedValues)}, and is ${JSON.stringify(error.data)}` },
      ];
    default:
      return [{ path, message: error.message ?? error.keyword }];
  }
}
