import type { Chart } from 'cdk8s';
import type { RenderedObject } from '../kubernetes/objects';
import type { KubernetesObject } from '../kubernetes/pods';
import { toYaml, YamlValueError } from '../output/yaml';
import { findCredentials } from '../validation/credentials';
import { checkCredentials } from '../validation/output-rules';
import { type Finding, reportInto } from '../validation/problem';
import { isRecord } from '../validation/values';
import { workloadAround } from '../workload/workload';

/** Objects of which each site has the same instance, which nobody changes. */
const SHARED = new WeakMap<KubernetesObject, string>();

/** What JSON makes of a hole in a list. */
const HOLE = /[[,]null/;

/**
 * An object as a string that differs whenever its YAML does. Objects are read far more often than they are changed, so
 * this is JSON, which the engine makes ten times as fast.
 *
 * Resolving has left no value in an object that JSON would change in silence (`PlainValuesFirst`) but for holes of lists,
 * which become `null`: where one may be, it is the YAML itself.
 */
export function dataOf({ object, scope }: RenderedObject, site: Chart): string {
  const known = SHARED.get(object);
  if (known !== undefined) return known;
  const data = JSON.stringify(object);
  if (data.includes('null') && HOLE.test(data)) return yamlOf(object) ?? data;
  if (scope === site) SHARED.set(object, data);
  return data;
}

/** Texts by the data of their objects: most objects are the same in many sites. Without credentials, every one. */
const TEXTS = new Map<string, string>();
/** Few: what is kept for long without being found again only makes the heap grow. */
const MOST_TEXTS = 128;

/** An object as YAML, with what looks like a credential reported. */
export function textOf({ object, scope }: RenderedObject, data: string, findings: Finding[]): string {
  const known = TEXTS.get(data);
  if (known !== undefined) return known;
  const text = yamlOf(object, (error) => reportInto(findings, scope)('text-invalid', error.detail, error.fix));
  if (text === undefined) return '';
  const binary = binaryIn(object);
  if ([text, ...Object.values(binary)].some((each) => findCredentials(each).length > 0)) {
    const owner = workloadAround(scope)?.construct ?? scope;
    checkCredentials(text, object, owner, findings);
    for (const [key, decoded] of Object.entries(binary)) {
      checkCredentials(decoded, { binaryData: { [key]: decoded } }, owner, findings);
    }
    return text;
  }
  if (TEXTS.size >= MOST_TEXTS) TEXTS.clear();
  TEXTS.set(data, text);
  return text;
}

/** The files of a ConfigMap that it holds as base64, as they are on a container's disk. */
function binaryIn({ apiVersion, kind, binaryData }: KubernetesObject): Readonly<Record<string, string>> {
  if (kind !== 'ConfigMap' || apiVersion !== 'v1' || !isRecord(binaryData)) return {};
  return Object.fromEntries(
    Object.entries(binaryData).map(([key, base64]) => [key, Buffer.from(String(base64), 'base64').toString('latin1')]),
  );
}

function yamlOf(object: KubernetesObject, refused: (error: YamlValueError) => void = () => {}): string | undefined {
  try {
    return toYaml(object);
  } catch (error) {
    if (!(error instanceof YamlValueError)) throw error;
    refused(error);
    return undefined;
  }
}
