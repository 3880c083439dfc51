import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Include, JsonPatch, Lazy, type ResolutionContext } from 'cdk8s';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { Application, Fleet, K3sSite, Rules, SffApp, SffDevice } from '../../lib';
import { PlainValuesFirst, renderer } from '../../lib/kubernetes/resolver';
import { Testing } from '../../lib/testing';
import { faultsOf, find, hardware, k3s, objectsIn, problemsOf, render, untyped } from '../tree/program';
import { foreignContainer } from '../validation/foreign';

import { configMap } from './objects';

describe('an object of a K3s site that is no workload', () => {
  it('goes into the namespace of its application, if it is namespaced and says no other', () => {
    const { app, site } = k3s();
    const till = new Application(site, 'till');
    new ApiObject(till, 'ours', configMap);
    new ApiObject(till, 'theirs', { ...configMap, metadata: { namespace: 'kube-system' } });
    new ApiObject(site, 'loose', configMap);
    new ApiObject(till, 'role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' });
    new ApiObject(till, 'custom', { apiVersion: 'contoso.com/v1', kind: 'Printer' });
    const objects = render(app);
    const namespaces = (kind: string) =>
      objects.filter((o) => o.kind === kind).map((o) => [o.metadata.name, o.metadata.namespace]);
    expect(namespaces('ConfigMap')).toEqual([
      ['loose', 'apps'],
      ['till-ours', 'till'],
      ['till-theirs', 'kube-system'],
    ]);
    expect(namespaces('ClusterRole')).toEqual([['till-role', undefined]]);
    expect(namespaces('Printer')).toEqual([['till-custom', undefined]]);
    expect(namespaces('Namespace').map(([name]) => name)).toEqual(['apps', 'till']);
  });

  it('may be in a chart of its own, whose namespace reaches no cluster-scoped kind', () => {
    const { app, site } = k3s();
    const chart = new Chart(site, 'inner', { namespace: 'monitoring', labels: { team: 'a' } });
    new ApiObject(chart, 'config', { ...configMap, metadata: { name: 'config' } });
    new ApiObject(chart, 'class', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'x' },
    });
    const files = Testing.synth(app);
    expect(Object.keys(files).filter((path) => path.includes('/kubernetes/'))).toEqual([
      'stores/s1/kubernetes/apps/apps.yaml',
      'stores/s1/kubernetes/platform/priority-classes.yaml',
    ]);
    expect(find(objectsIn(files), 'ConfigMap', 'config').metadata).toMatchObject({
      namespace: 'monitoring',
      labels: { team: 'a' },
    });
    expect(find(objectsIn(files), 'PriorityClass', 'x').metadata).not.toHaveProperty('namespace');
  });

  it('has the path below its site for a name', () => {
    const { app, site } = k3s();
    const group = new Construct(new Construct(site, 'My Group'), 'x');
    new ApiObject(group, 'Resource', configMap);
    new ApiObject(new Construct(site, 'y'.repeat(70)), 'z', configMap);
    new ApiObject(site, '10', configMap);
    const names = render(app).flatMap((o) => (o.kind === 'ConfigMap' ? [o.metadata.name] : []));
    expect(names).toEqual(['10', 'my-group-x', expect.stringMatching(/^y{54}-[0-9a-f]{8}$/)]);
  });

  it('may not have the name of another of its kind and namespace', () => {
    const { app, site } = k3s();
    new ApiObject(new Construct(site, 'a'), 'b-c', configMap);
    new ApiObject(new Construct(site, 'a-b'), 'c', configMap);
    new ApiObject(site, 'other', { ...configMap, metadata: { name: 'a-b-c', namespace: 'other' } });
    new ApiObject(site, 'secret', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a-b-c' } });
    expect(faultsOf(app)).toEqual(['name-duplicate stores/s1/a-b/c']);
  });

  it.each([
    ['v1', 'ConfigMap', 'Pos', 1],
    ['v1', 'ConfigMap', 'system:pos', 1],
    ['v1', 'ConfigMap', 5, 1],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:auth-delegator', 0],
    ['v1', 'ConfigMap', 'a.b-c', 0],
  ])('%s %s may be named %p: %i problems', (apiVersion, kind, name, count) => {
    const { app, site } = k3s();
    new ApiObject(site, 'x', { apiVersion, kind, metadata: { name: untyped(name) } });
    expect(faultsOf(app)).toEqual(Array.from({ length: count }, () => 'object-invalid stores/s1/x'));
  });

  it('comes after what it depends on, at any depth', () => {
    const { app, site } = k3s();
    const late = new Construct(site, 'late');
    new ApiObject(late, 'a', configMap);
    new ApiObject(late, 'b', configMap);
    const first = new Construct(site, 'first');
    const early = new ApiObject(first, 'c', configMap);
    new ApiObject(site, 'd', configMap).addDependency(late);
    late.node.addDependency(first);
    expect(render(app).flatMap((o) => (o.kind === 'ConfigMap' ? [o.metadata.name] : []))).toEqual([
      'first-c',
      'late-a',
      'late-b',
      'd',
    ]);
    expect(early.name).toBe('first-c');
  });

  it('may not depend on itself', () => {
    const { app, site } = k3s();
    const [a, b] = ['a', 'b'].map((id) => new ApiObject(site, id, configMap));
    if (a === undefined || b === undefined) throw new Error();
    a.addDependency(b);
    b.addDependency(a);
    expect(faultsOf(app)).toEqual(['object-invalid stores/s1/a']);
  });

  it('may not depend on another site', () => {
    const { app, fleet, site } = k3s();
    const other = new K3sSite(fleet, 's2', { network: { lan: '10.0.43.0/24' } });
    new SffDevice(other, 'node-1', hardware);
    new ApiObject(site, 'a', configMap).addDependency(new ApiObject(other, 'b', configMap));
    expect(faultsOf(app)).toEqual(['dependency-between-sites stores/s1/a']);
  });

  it('has its own validation told, with its path, and one that throws as well', () => {
    const { app, fleet, site } = k3s();
    const inner = new Construct(new Construct(site, 'a'), 'b');
    inner.node.addValidation({ validate: () => ['no containers', 'no name.'] });
    new Construct(site, 'c').node.addValidation({
      validate: () => {
        throw new Error('boom');
      },
    });
    fleet.node.addValidation({ validate: () => ['no budget'] });
    expect(faultsOf(app)).toEqual([
      'construct-invalid stores',
      'construct-invalid stores/s1/a/b',
      'construct-invalid stores/s1/a/b',
      'construct-invalid stores/s1/c',
    ]);
  });

  it('of a list is each that it lists: no rule is passed by', () => {
    const base = mkdtempSync(join(tmpdir(), 'sff-include-'));
    try {
      const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } };
      const template = { spec: { containers: [{ ...foreignContainer, image: 'x:1' }] } };
      const items = [
        { ...deployment, spec: { template } },
        { ...configMap, metadata: { name: 'config' } },
      ];
      const text = ['v1', 'List', items].map((v) => JSON.stringify(v));
      writeFileSync(join(base, 'list.yaml'), `apiVersion: ${text[0]}\nkind: ${text[1]}\nitems: ${text[2]}\n`);
      const { app, site } = k3s();
      const include = new Include(new Application(site, 'till'), 'list', { url: join(base, 'list.yaml') });
      expect(problemsOf(app).map((p) => p.code)).toEqual(['image-not-pinned']);
      Rules.waive(include, ['image-not-pinned'], { reason: 'A test.' });
      const objects = render(app);
      expect(objects.map((o) => o.kind)).not.toContain('List');
      expect(find(objects, 'Deployment', 'x').metadata.namespace).toBe('till');
      expect(find(objects, 'ConfigMap', 'config').metadata.namespace).toBe('till');
    } finally {
      rmSync(base, { recursive: true });
    }
  });

  const pod = (spec: object, own: object = {}) => ({ containers: [{ ...foreignContainer, ...own }], ...spec });

  it.each<[string, unknown, string]>([
    ['containers that are none', { containers: {} }, '/spec/containers is a map, not a list'],
    ['a container that is null', { containers: [null] }, '/spec/containers/0 is nothing, not a map'],
    ['a pod that is none', 'x', '/spec is text, not a map'],
    ['no pod', undefined, '/spec has no containers'],
    ['no container', { containers: [] }, '/spec has no containers'],
    ['a volume for a list', pod({ volumes: { name: 'x', emptyDir: {} } }), '/spec/volumes is a map, not a list'],
    ['a volume that is null', pod({ volumes: [null] }), '/spec/volumes/0 is nothing, not a map'],
    ['a number for sysctls', pod({ securityContext: { sysctls: 5 } }), '/spec/securityContext/sysctls is a number, '],
    ['a capability for a list', pod({}, { securityContext: { capabilities: { add: 'NET_ADMIN' } } }), '/add is text, '],
    ['a capability that is none', pod({}, { securityContext: { capabilities: { add: [5] } } }), '/add/0 is a number, '],
    ['a mount for a list', pod({}, { volumeMounts: { name: 'x', mountPath: '/x' } }), '/volumeMounts is a map, '],
    ['a port for a list', pod({}, { ports: 8080 }), '/spec/containers/0/ports is a number, not a list'],
    ['a protocol that is none', pod({}, { ports: [{ protocol: 6 }] }), '/ports/0/protocol is a number, not text'],
    ['limits that are none', pod({}, { resources: { limits: '1Gi' } }), '/resources/limits is text, not a map'],
    ['a probe that is none', pod({}, { livenessProbe: { httpGet: '/' } }), '/livenessProbe/httpGet is text, '],
  ])('with %s is a problem that names the place, and never a TypeError', (_, spec, place) => {
    const { app, site } = k3s();
    new ApiObject(site, 'x', { apiVersion: 'v1', kind: 'Pod', spec });
    expect(problemsOf(app)).toMatchObject([
      { code: 'object-invalid', path: 'stores/s1/x', message: expect.stringContaining(place) },
    ]);
  });

  it.each([
    ['a port for a list', { ports: { port: 80 } }],
    ['a port that is null', { ports: [null] }],
    ['text for all of it', 'LoadBalancer'],
  ])('that is a Service with %s is a problem, and never a TypeError', (_, spec) => {
    const { app, site } = k3s();
    const service = typeof spec === 'string' ? spec : { type: 'LoadBalancer', ...spec };
    new ApiObject(site, 'x', { apiVersion: 'v1', kind: 'Service', spec: service });
    expect(faultsOf(app)).toEqual(['object-invalid stores/s1/x']);
  });

  it('with text that no YAML reader takes is a problem with its path', () => {
    const { app, site } = k3s();
    new ApiObject(site, 'x', { ...configMap, data: { a: '\ud800' } });
    expect(faultsOf(app)).toEqual(['text-invalid stores/s1/x']);
  });

  it.each([
    ['NaN', Number.NaN, '/data/a is NaN'],
    ['an infinite number', Number.NEGATIVE_INFINITY, '/data/a is -Infinity'],
    ['a function', () => 1, '/data/a is a function'],
    ['a symbol', Symbol('x'), '/data/a is a symbol'],
    ['a bigint', 1n, '/data/a is a bigint'],
    ['a date', new Date(0), "can't render non-simple object of type 'Date'"],
  ])('with %s, which JSON would lose in silence, is a problem with its path', (_, value, reason) => {
    const { app, site } = k3s();
    new ApiObject(site, 'x', { ...configMap, data: { a: value } });
    const [problem, ...others] = problemsOf(app);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'object-invalid', path: 'stores/s1/x' });
    expect(problem?.message).toContain(reason);
  });

  it('with a hole in a list is a problem, also after an object whose JSON is the same', () => {
    const { app, site } = k3s();
    const list = (name: string, item: unknown) =>
      new ApiObject(site, name, { ...configMap, metadata: { name }, data: { a: [1, item] } });
    list('x', undefined);
    list('y', null);
    expect(faultsOf(app)).toEqual(['text-invalid stores/s1/x', 'text-invalid stores/s1/y']);
  });
});

describe('a value that is known later', () => {
  it('is resolved as cdk8s does, and by the resolvers of the program first', () => {
    const shout = {
      resolve: (context: ResolutionContext) => {
        if (context.value === 'quiet') context.replaceValue('LOUD');
      },
    };
    const app = new SffApp({ resolvers: [shout] });
    const site = new K3sSite(new Fleet(app, 'stores', { orchestrator: 'k3s' }), 's1', {
      network: { lan: '10.0.42.0/24' },
    });
    new SffDevice(site, 'node-1', hardware);
    let later = 'not yet';
    const data = {
      lazy: Lazy.any({ produce: () => later }),
      token: { resolve: () => 'token' },
      value: 'quiet',
      nested: [{ lazy: Lazy.any({ produce: () => ({ value: 'quiet' }) }) }],
    };
    new ApiObject(site, 'x', { ...configMap, data });
    later = 'now';
    expect(find(render(app), 'ConfigMap', 'x').data).toEqual({
      lazy: 'now',
      token: 'token',
      value: 'LOUD',
      nested: [{ lazy: { value: 'LOUD' } }],
    });
  });

  it('is looked for by cdk8s in no plain object that has no patch', () => {
    const asked = jest.spyOn(PlainValuesFirst.prototype, 'resolve');
    const keysAsked = (...patches: JsonPatch[]) => {
      const object = new ApiObject(new Chart(new SffApp(), 'c'), 'x', configMap);
      object.addJsonPatch(...patches);
      asked.mockClear();
      renderer(object)(object);
      return new Set(asked.mock.calls.map(([{ key }]) => key.join('/')));
    };
    expect([...keysAsked()]).toEqual(['']);
    expect([...keysAsked(JsonPatch.remove('/nowhere'))]).toEqual(expect.arrayContaining(['kind', 'metadata/name']));
    asked.mockRestore();
  });

  it('is for whatever data what it is in an app of cdk8s, where something has to be resolved and where nothing has', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.constantFrom<unknown>(true, 0, -1.5, null, undefined, '', {}, []),
      fc.constantFrom<() => unknown>(
        () => Lazy.any({ produce: () => ({ late: [1] }) }),
        () => ({ resolve: () => 'token' }),
        () => new Date(0),
        () => Object.create(null),
        () => new (class Quantity {})(),
      ),
    );
    // cdk8s assigns what is called `__proto__`, and so makes it no key of its own.
    const key = fc.oneof(fc.string(), fc.constantFrom('constructor', 'resolve')).filter((k) => k !== '__proto__');
    const { map } = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('node'), { maxLength: 3 }), tie('map')),
      map: fc.dictionary(key, tie('node'), { maxKeys: 4 }),
    }));
    const patch = fc.constantFrom(
      JsonPatch.add('/data', { whole: [] }),
      JsonPatch.add('/metadata/annotations', { added: 'yes' }),
      JsonPatch.replace('/kind', 'Other'),
      JsonPatch.remove('/data'),
      JsonPatch.test('/apiVersion', 'v1'),
      JsonPatch.test('/apiVersion', 'v2'),
      JsonPatch.copy('/metadata', '/copy'),
      JsonPatch.replace('', { kind: 'Whole' }),
    );
    const rendered = (
      app: App,
      data: unknown,
      metadata: object,
      patches: JsonPatch[],
      toJson: (object: ApiObject) => object,
    ) => {
      try {
        const props = { ...configMap, metadata: { name: 'x', ...metadata }, data, toString: [data] };
        const object = new ApiObject(new Chart(app, 'c'), 'x', props);
        object.addJsonPatch(...patches);
        const json = toJson(object);
        return { json, order: Object.keys(json) };
      } catch (error) {
        return { error: String(error) };
      }
    };
    const made = (value: unknown): unknown => {
      if (typeof value === 'function') return value();
      if (Array.isArray(value)) return value.map(made);
      if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === null) return value;
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, made(v)]));
    };
    const alone = (object: ApiObject) => object.toJson();
    fc.assert(
      fc.property(map, map, fc.array(patch, { maxLength: 2 }), (model, more, patches) => {
        const [data, metadata] = [made(model), made({ ...more }) as object];
        const there = rendered(new App(), data, metadata, patches, alone);
        expect(rendered(new SffApp(), data, metadata, patches, (object) => renderer(object)(object))).toStrictEqual(
          there,
        );
        expect(rendered(new SffApp(), data, metadata, patches, alone)).toStrictEqual(there);
      }),
      { numRuns: 500 },
    );
  });
});
