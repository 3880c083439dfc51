import { JsonPatch } from 'cdk8s';
import fc from 'fast-check';
import { Workload } from '../../lib';
import { applyPatch } from '../../lib/validation/patch';
import { BASE, GOOD, kiosk, problemsOf } from '../compose/compose-fixture';
import { container, faultsOf, k3s, untyped } from '../tree/program';

const document = () => ({ spec: { replicas: 1, 'a/b': { '~': 1 }, none: undefined, list: ['x', 'y'] } });

describe('a patch', () => {
  it.each<[string, JsonPatch]>([
    ['replace', JsonPatch.replace('/spec/replica', 2)],
    ['replace, of what is undefined', JsonPatch.replace('/spec/none', 2)],
    ['replace, of what every object inherits', JsonPatch.replace('/spec/toString', 2)],
    ['replace, past the end of a list', JsonPatch.replace('/spec/list/2', 'z')],
    ['replace, of the end of a list', JsonPatch.replace('/spec/list/-', 'z')],
    ['replace, of a name in a list', JsonPatch.replace('/spec/list/x', 'z')],
    ['replace, without its first slash', JsonPatch.replace('spec/replicas', 2)],
    ['remove', JsonPatch.remove('/spec/replica')],
    ['remove, past the end of a list', JsonPatch.remove('/spec/list/2')],
    ['remove, of all', JsonPatch.remove('')],
    ['test', JsonPatch.test('/spec/replica', 1)],
    ['test, of another value', JsonPatch.test('/spec/replicas', 2)],
    ['test, of nothing', JsonPatch.test('/spec/none', undefined)],
    ['add, in nothing', JsonPatch.add('/nope/replicas', 2)],
    ['add, in a text', JsonPatch.add('/spec/list/0/x', 2)],
    ['add, past the end of a list', JsonPatch.add('/spec/list/3', 'z')],
    ['add, of a name in a list', JsonPatch.add('/spec/list/x', 'z')],
    ['copy, of nothing', JsonPatch.copy('/spec/replica', '/spec/more')],
    ['move, of nothing', JsonPatch.move('/spec/replica', '/spec/more')],
    ['move, into nothing', JsonPatch.move('/spec/replicas', '/nope/more')],
  ])('fails as RFC 6902 says: %s', (_, operation) => {
    expect(() => applyPatch(document(), [operation])).toThrow(Error);
  });

  it.each<[string, JsonPatch, object]>([
    ['replace', JsonPatch.replace('/spec/replicas', 2), { replicas: 2 }],
    ['replace, of escaped names', JsonPatch.replace('/spec/a~1b/~0', 2), { 'a/b': { '~': 2 } }],
    ['replace, in a list', JsonPatch.replace('/spec/list/1', 'z'), { list: ['x', 'z'] }],
    ['remove', JsonPatch.remove('/spec/list/0'), { list: ['y'] }],
    ['test', JsonPatch.test('/spec/replicas', 1), {}],
    ['add', JsonPatch.add('/spec/more', 2), { more: 2 }],
    ['add, over what is there', JsonPatch.add('/spec/replicas', 2), { replicas: 2 }],
    ['add, at the end of a list', JsonPatch.add('/spec/list/-', 'z'), { list: ['x', 'y', 'z'] }],
    ['add, right after a list', JsonPatch.add('/spec/list/2', 'z'), { list: ['x', 'y', 'z'] }],
    ['copy', JsonPatch.copy('/spec/replicas', '/spec/more'), { more: 1 }],
    ['move', JsonPatch.move('/spec/list/0', '/spec/more'), { list: ['y'], more: 'x' }],
  ])('is applied: %s', (_, operation, changed) => {
    expect(applyPatch(document(), [operation])).toEqual({ spec: { ...document().spec, ...changed } });
  });

  it('sees what the operations before it have done', () => {
    const operations = [JsonPatch.add('/spec/new', { a: 1 }), JsonPatch.replace('/spec/new/a', 2)];
    expect(applyPatch(document(), operations)).toMatchObject({ spec: { new: { a: 2 } } });
    expect(() => applyPatch(document(), [...operations].reverse())).toThrow('/spec/new/a');
  });

  it('replaces a key exactly where it is there', () => {
    const pointer = (key: string) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const keys = fc.string().filter((key) => key !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(keys, fc.integer()), keys, (object, key) => {
        const replaced = () => applyPatch({ ...object }, [JsonPatch.replace(pointer(key), 'new')]);
        if (Object.hasOwn(object, key)) expect(replaced()).toEqual({ ...object, [key]: 'new' });
        else expect(replaced).toThrow(Error);
      }),
    );
  });
});

describe('a patch of what is no operation of cdk8s is one problem', () => {
  it.each<[string, unknown]>([
    ['as RFC 6902 writes it', { op: 'add', path: '/spec/paused', value: true }],
    ['a list', [JsonPatch.add('/spec/paused', true)]],
    ['nothing', undefined],
  ])('%s', (_, operation) => {
    const { app, site } = k3s();
    new Workload(site, 'pos', container).patch(untyped(operation));
    site.patch({ kind: 'Deployment', name: 'pos' }, untyped(operation));
    expect(faultsOf(app)).toEqual(['value-invalid stores/s1', 'value-invalid stores/s1/pos']);
    const compose = kiosk();
    new Workload(compose.site, 'pos', BASE).patch(untyped(operation));
    compose.site.patch(untyped(operation));
    expect(problemsOf(compose.app)).toEqual(['value-invalid kiosks/k1', 'value-invalid kiosks/k1/pos']);
  });
});

describe('a patch that misses its place is one problem', () => {
  const missing = [JsonPatch.replace('/spec/replica', 2)];

  it('of a workload on K3s, and changes nothing', () => {
    const { app, site } = k3s();
    new Workload(site, 'pos', container).patch(JsonPatch.add('/spec/paused', true), ...missing);
    expect(faultsOf(app)).toEqual(['object-invalid stores/s1/pos']);
    expect(JSON.stringify(site.toJson())).not.toContain('paused');
  });

  it('of a workload on K3s, unless an earlier patch has made the place', () => {
    const { app, site } = k3s();
    const pos = new Workload(site, 'pos', container);
    pos.patch(JsonPatch.add('/spec/paused', true));
    pos.patch(JsonPatch.replace('/spec/paused', false));
    expect(faultsOf(app)).toEqual([]);
  });

  it('of a K3s site', () => {
    const { app, site } = k3s();
    new Workload(site, 'pos', container);
    site.patch({ kind: 'Deployment', name: 'pos' }, ...missing);
    expect(faultsOf(app)).toEqual(['object-invalid stores/s1']);
  });

  it('of a workload, and of the project, on Compose', () => {
    const { app, site } = kiosk();
    new Workload(site, 'pos', BASE).patch(JsonPatch.replace('/entrypoint', ['/pos']));
    site.addService('old', GOOD);
    site.patch(JsonPatch.remove('/services/old/ports'));
    expect(problemsOf(app)).toEqual(['compose-invalid kiosks/k1', 'compose-invalid kiosks/k1/pos']);
  });
});
