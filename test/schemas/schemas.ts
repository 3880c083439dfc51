import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type AnySchema } from 'ajv/dist/2020';

const ROOT = join(__dirname, '../..');

/** A JSON Schema of the package. */
export function readSchema(name: 'site' | 'fleet' | 'diff'): AnySchema {
  return JSON.parse(readFileSync(join(ROOT, `schemas/${name}.schema.json`), 'utf8')) as AnySchema;
}

/** What is wrong with some data, one line each; nothing where it is valid. */
export function validator(name: 'site' | 'fleet' | 'diff'): (data: unknown) => string[] {
  // Types are stated where the properties are; the branches for each orchestrator only narrow them.
  const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
  const validate = ajv.compile(readSchema(name));
  return (data) =>
    validate(data)
      ? []
      : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}
