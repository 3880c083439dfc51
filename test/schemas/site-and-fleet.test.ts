import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fullCompose, fullK3s, smallCompose, smallK3s } from './programs';
import { readSchema, validator } from './schemas';

const problemsOf = { 'site.json': validator('site'), 'fleet.json': validator('fleet') };

const PROGRAMS = {
  'a full K3s fleet': fullK3s,
  'the least K3s fleet': smallK3s,
  'a full Compose fleet': fullCompose,
  'the least Compose fleet': smallCompose,
};

describe.each(Object.entries(PROGRAMS))('%s', (_, synth) => {
  it('writes a site.json and a fleet.json that the schemas describe', () => {
    const files = Object.entries(synth()).filter(([path]) => path.endsWith('.json') && basename(path) in problemsOf);
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const [path, text] of files) expect([path, problems(path, text)]).toEqual([path, []]);
  });
});

describe('the expected output of the examples', () => {
  const files = filesOf(join(__dirname, '../../examples'));

  it('is what the schemas describe', () => {
    for (const file of files) expect([file, problems(file, readFileSync(file, 'utf8'))]).toEqual([file, []]);
  });
});

describe('the schema of site.json', () => {
  const site = siteOf(fullK3s());
  const compose = siteOf(fullCompose());

  it.each(Object.keys(site).filter((name) => name !== 'link'))('requires %s', (name) => {
    const { [name]: _, ...rest } = site;
    expect(problemsOf['site.json'](rest)).not.toEqual([]);
  });

  it.each([
    ['a property that it does not know', '/secret', []],
    ['a device with a property that it does not know', '/devices/0/ram', 32],
    ['another version', '/schemaVersion', 2],
    ['an orchestrator that is none', '/orchestrator', 'swarm'],
    ['the settings of another orchestrator', '/orchestrator', 'docker-compose'],
    ['a directory on K3s', '/directories', []],
    ['an address that is none', '/devices/0/address', 'node-1'],
    ['memory in text', '/devices/0/memoryBytes', '32Gi'],
    ['a role that is none', '/devices/0/role', 'worker'],
    ['a port out of range', '/applications/0/workloads/0/ports/0/port', 65_536],
    ['a secret with its value', '/secrets/0/value', 'x'],
    ['a mode for a Kubernetes Secret', '/secrets/0/mode', '0400'],
    ['an exception without a reason', '/exceptions/0/reason', ''],
    ['a waiver without codes', '/waivers/0/codes', []],
    ['a hash of another kind', '/contentHash', 'md5:0'],
    ['an image twice', '/images', ['a', 'a']],
  ])('refuses %s', (_, pointer, value) => {
    expect(problemsOf['site.json'](set(site, pointer, value))).not.toEqual([]);
  });

  it.each([
    ['no directories', '/directories', undefined],
    ['a directory without owner', '/directories/0/uid', undefined],
    ['a second device', '/devices/1', compose.devices],
    ['a role', '/devices/0/role', 'server'],
    ['the settings of another orchestrator', '/settings/version', 'v1.36.3+k3s1'],
    ['the network of another orchestrator', '/network/clusterCidr', '10.42.0.0/16'],
    ['a file without path', '/secrets/0/path', undefined],
    ['an image that is a letter', '/images/0', 'r'],
  ])('refuses %s on a Compose site', (_, pointer, value) => {
    expect(problemsOf['site.json'](set(compose, pointer, value))).not.toEqual([]);
  });
});

describe('the schema of fleet.json', () => {
  const fleet = JSON.parse(fullK3s()['fleet.json'] ?? '') as Record<string, unknown>;

  it.each([
    ['a property that it does not know', '/sites', []],
    ['a fleet without orchestrator', '/fleets/0/orchestrator', undefined],
    ['a name that is none', '/fleets/0/sites/0/name', 'Store 42'],
    ['a label that is no text', '/fleets/0/labels/ring', 1],
  ])('refuses %s', (_, pointer, value) => {
    expect(problemsOf['fleet.json'](set(fleet, pointer, value))).not.toEqual([]);
  });
});

describe.each(['site', 'fleet', 'diff'] as const)('the schema of %s.json', (name) => {
  it('describes every property, and closes every object of ours', () => {
    expect(faultsOf(readSchema(name), '')).toEqual([]);
  });
});

function problems(path: string, text: string): string[] {
  return problemsOf[basename(path) === 'site.json' ? 'site.json' : 'fleet.json'](JSON.parse(text));
}

function siteOf(files: Record<string, string>): Record<string, unknown> {
  const path = Object.keys(files).find((p) => p.endsWith('/site.json')) ?? '';
  return JSON.parse(files[path] ?? '') as Record<string, unknown>;
}

function filesOf(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.includes('expected') && basename(path) in problemsOf)
    .map((path) => join(directory, path));
}

/** A copy of some data with one value changed; undefined removes it. */
function set(data: unknown, pointer: string, value: unknown): unknown {
  const copy: unknown = structuredClone(data);
  const keys = pointer.split('/').slice(1);
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy) as Record<
    string,
    unknown
  >;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

/** Properties without a description, and objects with properties that stay open. */
function faultsOf(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, additionalProperties, type } = schema as Record<string, unknown>;
  const narrows = /\/(oneOf|then|else|if|items)\b[^$]*$/.test(at) && type === undefined;
  const open = properties !== undefined && additionalProperties !== false && !narrows ? [`${at} is open`] : [];
  const bare = narrows
    ? []
    : Object.entries(properties ?? {})
        .filter(([, property]) => typeof (property as { description?: unknown }).description !== 'string')
        .map(([name]) => `${at}/${name} has no description`);
  return [...open, ...bare, ...Object.entries(schema).flatMap(([key, value]) => faultsOf(value, `${at}/${key}`))];
}
