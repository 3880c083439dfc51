import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { SffApp } from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';
import { parse, parseAllDocuments } from 'yaml';
import * as arc from '../../examples/arc-retail/app';
import { readStores as readArcStores } from '../../examples/arc-retail/inventory';
import * as kiosk from '../../examples/compose-kiosk/app';
import { readKiosks } from '../../examples/compose-kiosk/inventory';
import * as retail from '../../examples/k3s-retail/app';
import { readStores } from '../../examples/k3s-retail/inventory';
import * as portable from '../../examples/portable/app';
import { readSites } from '../../examples/portable/inventory';
import { linesOf } from '../../lib/identity/compare';
import { textOfLock } from '../../lib/identity/lock-file';
import { MemoryTree } from '../../lib/output/tree';
import { synthesize } from '../../lib/synthesis';
import { goldenOf, readGolden, writeGolden } from './golden';

interface Example {
  readonly build: (app: SffApp) => void;
  /** Builds it from its inventory with every object's keys in the opposite order. */
  readonly buildBackwards: (app: SffApp) => void;
  /** Whether the file is kept whole among the expected output, and not as a sum. */
  readonly isWhole: (path: string) => boolean;
  /** From the top of the repository. */
  readonly lock: string;
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  'k3s-retail': {
    build: retail.build,
    buildBackwards: (app) => retail.build(app, backwards(readStores())),
    // One server; one server with a GPU; three servers and an agent.
    isWhole: (path) => /^(fleet\.json|stores\/store-(0001|0004|0007)\/.*)$/.test(path),
    lock: 'sff.lock.json',
  },
  'compose-kiosk': {
    build: kiosk.build,
    buildBackwards: (app) => kiosk.build(app, backwards(readKiosks())),
    isWhole: (path) => /^(fleet\.json|kiosks\/kiosk-001\/.*)$/.test(path),
    lock: 'examples/compose-kiosk/sff.lock.json',
  },
  'arc-retail': {
    build: arc.build,
    buildBackwards: (app) => arc.build(app, backwards(readArcStores())),
    isWhole: (path) => /^(fleet\.json|stores\/store-0001\/.*)$/.test(path),
    lock: 'examples/arc-retail/sff.lock.json',
  },
  portable: {
    build: portable.build,
    buildBackwards: (app) => portable.build(app, backwards(readSites())),
    isWhole: () => true,
    lock: 'examples/portable/sff.lock.json',
  },
};

describe.each(Object.entries(EXAMPLES))('the example %s', (name, { build, buildBackwards, isWhole, lock }) => {
  const expected = join(__dirname, '../../examples', name, 'expected');
  let files: Record<string, string>;
  beforeAll(() => {
    files = synth(build);
  });

  it('writes its expected output, byte by byte', () => {
    const actual = goldenOf(files, isWhole);
    if (process.env.UPDATE_GOLDEN) writeGolden(expected, actual);
    const golden = readGolden(expected);
    expect(actual.whole).toEqual(golden.whole);
    expect(actual.sums).toEqual(golden.sums);
  });

  it('has what has identity in its lock', () => {
    const app = Testing.app();
    build(app);
    const file = join(__dirname, '../..', lock);
    let locked = '';
    synthesize(app, [], new MemoryTree(), undefined, (sites) => {
      locked = textOfLock(linesOf(sites), new Map());
      return [];
    });
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, locked);
    expect(readFileSync(file, 'utf8')).toBe(locked);
  });

  it('writes the same bytes at every run', () => {
    expect(synth(build)).toEqual(files);
  });

  it('writes the same bytes whatever the order of keys in its inventory', () => {
    expect(synth(buildBackwards)).toEqual(files);
  });
});

describe.each(['k3s-retail', 'portable'])('the Kubernetes manifests of %s', (name) => {
  it('parse, and no site has two objects of one kind, namespace and name', () => {
    const files = synth(exampleOf(name).build);
    const seen = new Map<string, string>();
    for (const [path, text] of Object.entries(files).filter(([file]) => file.includes('/kubernetes/'))) {
      for (const document of parseAllDocuments(text, { uniqueKeys: true, strict: true })) {
        expect(document.errors).toEqual([]);
        const { kind, metadata } = document.toJS() as {
          kind: string;
          metadata: { name: string; namespace?: string };
        };
        const site = path.slice(0, path.indexOf('/kubernetes/'));
        const key = [site, kind, metadata.namespace ?? '', metadata.name].join(' ');
        expect([key, seen.get(key)]).toEqual([key, undefined]);
        seen.set(key, path);
      }
    }
  });
});

describe.each(['compose-kiosk', 'portable'])('the Compose projects of %s', (name) => {
  it('follow the Compose specification', () => {
    const files = synth(exampleOf(name).build);
    for (const [path, text] of Object.entries(files).filter(([file]) => file.endsWith('/compose.yaml'))) {
      validateCompose(parse(text, { version: '1.1' }));
      expect([path, validateCompose.errors]).toEqual([path, null]);
    }
  });
});

describe('the examples', () => {
  it('have a K3s fleet of 30 stores, some with a GPU, some with four nodes', () => {
    const files = Object.keys(synth(retail.build));
    expect(files.filter((path) => path.endsWith('/site.json'))).toHaveLength(30);
    expect(files.filter((path) => path.endsWith('/apps/vision.yaml'))).toHaveLength(5);
    expect(readStores().filter((row) => row.devices.length === 4)).toHaveLength(5);
  });

  it('have a Compose fleet of 20 kiosks', () => {
    const files = Object.keys(synth(kiosk.build));
    expect(files.filter((path) => path.endsWith('/compose/compose.yaml'))).toHaveLength(20);
  });

  it('have one application on both orchestrators', () => {
    const files = Object.keys(synth(portable.build));
    expect(files.some((path) => path.endsWith('/kubernetes/apps/telemetry.yaml'))).toBe(true);
    expect(files.some((path) => path.endsWith('/compose/compose.yaml'))).toBe(true);
  });
});

const validateCompose = addFormats(new Ajv2020({ strict: false })).compile(
  JSON.parse(readFileSync(join(__dirname, '../../schemas/compose-spec.json'), 'utf8')),
);

function exampleOf(name: string): Example {
  const example = EXAMPLES[name];
  if (example === undefined) throw new Error(`no example ${name}`);
  return example;
}

function synth(build: (app: SffApp) => void): Record<string, string> {
  const app = Testing.app();
  build(app);
  return Testing.synth(app);
}

/** The same data, with the keys of every object in the opposite order. */
function backwards<T>(data: T): T {
  const turn = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turn);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, turn(inner)]),
    );
  };
  return turn(data) as T;
}
