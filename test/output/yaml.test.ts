import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import * as fc from 'fast-check';
import { load, loadAll, YAML11_SCHEMA } from 'js-yaml';
import { parse, parseAllDocuments } from 'yaml';
import { toYaml, toYamlDocuments, YamlValueError } from '../../lib/output/yaml';
import { DEEPEST, jsonData, NASTY_NUMBERS, NASTY_STRINGS, nested, placed } from './yaml-readers/nasty';

/** The copy of `yaml` that `cdk8s.Yaml.load` reads with; `load` itself wants a file or a URL. */
const cdk8sYaml: { parseAllDocuments: typeof parseAllDocuments } = createRequire(require.resolve('cdk8s'))('yaml');

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'yaml, YAML 1.1': (text) => parse(text, { version: '1.1' }),
  'yaml, YAML 1.2': (text) => parse(text, { version: '1.2' }),
  'yaml, YAML 1.2 with merge keys': (text) => parse(text, { version: '1.2', merge: true }),
  'js-yaml': (text) => load(text),
  'js-yaml, YAML 1.1': (text) => load(text, { schema: YAML11_SCHEMA }),
  'cdk8s.Yaml': (text) => [...cdk8sYaml.parseAllDocuments(text, { version: '1.1' })].map((d) => d.toJSON())[0],
};

/** Whether `text` means `value` to `read`, in the same order of keys. */
function means(read: (text: string) => unknown, text: string, value: unknown): boolean {
  const json = JSON.stringify(value);
  try {
    const got = read(text);
    return JSON.stringify(got) === json && isDeepStrictEqual(got, JSON.parse(json));
  } catch {
    return false;
  }
}

function refusal(value: unknown): YamlValueError {
  try {
    toYaml(value);
  } catch (error) {
    if (error instanceof YamlValueError) return error;
    throw error;
  }
  throw new Error('toYaml refused nothing');
}

describe('a YAML document', () => {
  it('has a Kubernetes object in block style, in the order of its keys', () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'till',
        labels: { 'app.kubernetes.io/name': 'till', 'example.com/on': 'yes' },
        annotations: {},
      },
      spec: {
        replicas: 1,
        paused: false,
        strategy: null,
        template: {
          spec: {
            containers: [
              {
                name: 'till',
                image: 'registry.example.com:5000/shop/till:1.2.3',
                args: ['--port=8080', '-v'],
                env: [
                  { name: 'GREETING', value: 'Hello, world' },
                  { name: 'PORT', value: '8080' },
                ],
                resources: { limits: { memory: '64Mi', cpu: '0.5' } },
                volumeMounts: [],
              },
            ],
            volumes: [{ emptyDir: {}, name: 'scratch' }],
          },
        },
      },
    };
    expect(toYaml(deployment)).toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: till
  labels:
    app.kubernetes.io/name: till
    example.com/on: "yes"
  annotations: {}
spec:
  replicas: 1
  paused: false
  strategy: null
  template:
    spec:
      containers:
        - name: till
          image: registry.example.com:5000/shop/till:1.2.3
          args:
            - "--port=8080"
            - "-v"
          env:
            - name: GREETING
              value: Hello, world
            - name: PORT
              value: "8080"
          resources:
            limits:
              memory: "64Mi"
              cpu: "0.5"
          volumeMounts: []
      volumes:
        - emptyDir: {}
          name: scratch
`);
  });

  it('has multi-line texts as literal blocks, clipped or stripped', () => {
    const data = { 'run.sh': '#!/bin/sh\nset -e\n\n  echo "é"\n', motd: 'one\n---\nthree', list: ['a\nb\n'] };
    expect(toYaml({ data })).toBe(`data:
  run.sh: |
    #!/bin/sh
    set -e

      echo "é"
  motd: |-
    one
    ---
    three
  list:
    - |
      a
      b
`);
  });

  it.each([
    ['starts with a space', ' a\nb'],
    ['starts with a line feed', '\na'],
    ['ends in two line feeds', 'a\n\n'],
    ['has a space at the end of a line', 'a \nb'],
    ['has a line of spaces', 'a\n  \nb'],
    ['has a tab', 'a\n\tb'],
    ['has a carriage return', 'a\r\nb'],
  ])('quotes a multi-line text that %s', (_, text) => {
    expect(toYaml({ text })).toBe(`text: ${JSON.stringify(text)}\n`);
  });

  it('has sequences of sequences, and maps in them, without empty lines', () => {
    expect(
      toYaml([
        [1, [2]],
        [{ a: [], b: [[]] }, {}],
      ]),
    ).toBe(`- - 1
  - - 2
- - a: []
    b:
      - []
  - {}
`);
  });

  it.each([
    [null, 'null\n'],
    [true, 'true\n'],
    ['till', 'till\n'],
    ['a\nb\n', '|\n  a\n  b\n'],
    ['', '""\n'],
    [{}, '{}\n'],
    [[], '[]\n'],
  ])('may be just %j', (value, text) => {
    expect(toYaml(value)).toBe(text);
  });

  it('leaves out what is undefined in a map', () => {
    expect(toYaml({ a: undefined, b: { c: undefined }, d: [{ e: undefined, f: 1 }] })).toBe('b: {}\nd:\n  - f: 1\n');
  });

  it.each([
    [-0, '0'],
    [0.1, '0.1'],
    [-17, '-17'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [2 ** 63, '9223372036854776000'],
    [1e21, '1.0e+21'],
    [-1.5e21, '-1.5e+21'],
    [1e-7, '1.0e-7'],
  ])('writes the number %d as %s', (number, text) => {
    expect(toYaml({ number })).toBe(`number: ${text}\n`);
  });

  it('escapes what is unprintable', () => {
    const text = '\0\x1b\x7f\x85\x9f\xa0\u2028\u2029\u202e\ufeff\uffff\t"\\é😀';
    const escaped = '\\u0000\\u001b\\u007f\\u0085\\u009f\\u00a0\\u2028\\u2029\\u202e\\ufeff\\uffff\\t\\"\\\\é😀';
    expect(toYaml({ text })).toBe(`text: "${escaped}"\n`);
  });

  it('has keys of more than 1,024 characters in explicit form', () => {
    const [longest, longer] = ['k'.repeat(1024), 'k'.repeat(1025)];
    expect(toYaml([{ [longest]: 1 }])).toBe(`- ${longest}: 1\n`);
    expect(toYaml([{ [longer]: 1, a: { [longer]: [2] } }])).toBe(`- ? ${longer}
  : 1
  a:
    ? ${longer}
    :
      - 2
`);
  });

  it('says the same of a string, however often and after whatever it is asked', () => {
    const first = NASTY_STRINGS.map((text) => toYaml(text));
    for (let i = 0; i < 10_000; i++) toYaml({ [`key-${i}`]: `value ${i}` });
    expect(NASTY_STRINGS.map((text) => toYaml(text))).toEqual(first);
  });

  it('takes a string of 16 million characters', () => {
    const text = 'a '.repeat(2 ** 23);
    expect(toYaml(text) === `"${text}"\n`).toBe(true);
  });

  it('takes objects of another realm and without prototype', () => {
    const foreign: unknown = runInContext('({ a: [{ b: 1 }] })', createContext());
    expect(toYaml(foreign)).toBe('a:\n  - b: 1\n');
    expect(toYaml(Object.assign(Object.create(null), { a: 1 }))).toBe('a: 1\n');
  });

  it('repeats an object that is in two places', () => {
    const labels = { app: 'till' };
    expect(toYaml({ a: labels, b: [labels, labels] })).toBe('a:\n  app: till\nb:\n  - app: till\n  - app: till\n');
  });
});

describe('YAML documents in a row', () => {
  it('each begin with their own ---', () => {
    expect(toYamlDocuments([{ a: 1 }, [], 'x'])).toBe('---\na: 1\n---\n[]\n---\nx\n');
    expect(toYamlDocuments([])).toBe('');
  });

  it('keep their borders, whatever strings are in them', () => {
    const documents = NASTY_STRINGS.flatMap((text) => [{ text }, [text], text]);
    const text = toYamlDocuments(documents);
    expect(loadAll(text)).toEqual(documents);
    expect(parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJSON())).toEqual(documents);
  });
});

describe.each(Object.entries(READERS))('the reader %s', (_, read) => {
  it('takes each nasty string for itself, in every place', () => {
    const misread = NASTY_STRINGS.filter((text) => !placed(text).every((value) => means(read, toYaml(value), value)));
    expect(NASTY_STRINGS.length).toBeGreaterThan(200);
    expect(misread).toEqual([]);
  });

  it('takes each number for itself', () => {
    expect(NASTY_NUMBERS.filter((number) => !means(read, toYaml([number]), [number]))).toEqual([]);
  });

  it('takes the deepest document for itself', () => {
    const documents = [nested(DEEPEST), [nested(DEEPEST - 1)]];
    expect(documents.every((value) => means(read, toYaml(value), value))).toBe(true);
  });

  it('takes any JSON-like data for itself', () => {
    fc.assert(
      fc.property(jsonData, (value) => means(read, toYaml(value), value)),
      { numRuns: 500 },
    );
  });
});

describe('a value that YAML cannot hold', () => {
  class Device {}

  it.each<[string, unknown, string]>([
    ['NaN', { a: [0, Number.NaN] }, '/a/1'],
    ['Infinity', { a: { b: -Infinity } }, '/a/b'],
    ['undefined as a document', undefined, ''],
    ['undefined in an array', { a: ['x', undefined] }, '/a/1'],
    ['a hole in an array', [1, new Array(1)], '/1/0'],
    ['a function', { a: [{}, { f: () => 1 }] }, '/a/1/f'],
    ['a symbol', { a: Symbol('a') }, '/a'],
    ['a bigint', { 'a/b': { 'c~d': 1n } }, '/a~1b/c~0d'],
    ['a Date', { a: new Date(0) }, '/a'],
    ['a Map', [new Map()], '/0'],
    ['an instance of a class', [{ device: new Device() }], '/0/device'],
    ['half a surrogate pair', { a: 'x\ud800y' }, '/a'],
    ['half a surrogate pair in a long text', { a: 'x\n\udc00\n' }, '/a'],
    ['half a surrogate pair in a key', { a: { 'b\udc00': 1 } }, '/a/b\udc00'],
  ])('is refused with its place: %s', (_, value, pointer) => {
    expect(refusal(value)).toMatchObject({ code: 'yaml-value', pointer });
  });

  it('is one that contains itself', () => {
    const a: Record<string, unknown> = { before: [1, 2, 3] };
    a.b = [{ c: a }];
    expect(refusal(a).pointer).toBe('/b/0/c');
  });

  it('is one of too many levels', () => {
    expect(refusal(nested(DEEPEST + 1)).pointer.split('/')).toHaveLength(DEEPEST + 1);
    expect(refusal(nested(100_000)).code).toBe('yaml-value');
  });
});
