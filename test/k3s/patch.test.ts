import { JsonPatch, Size } from 'cdk8s';
import { Application, K3sSite, Rules, SffDevice, Workload } from '../../lib';
import { Testing } from '../../lib/testing';
import { container, faultsOf, find, hardware, k3s, objectsIn, render, untyped } from '../tree/program';

import { levelOf } from './objects';

describe('a patch of a K3s site', () => {
  const build = (object: object, ...operations: JsonPatch[]) => {
    const { app, site } = k3s();
    new Workload(new Application(site, 'a'), 'pos', container);
    const b = new Application(site, 'b');
    new Workload(b, 'pos', container);
    new Workload(b, 'db', container);
    site.patch(untyped(object), ...operations);
    return app;
  };
  const add = JsonPatch.add('/metadata/annotations', { a: 'b' });

  it('changes one object', () => {
    const objects = render(build({ kind: 'Deployment', name: 'pos', namespace: 'b' }, add));
    const annotated = objects.filter((o) => o.kind === 'Deployment' && o.metadata.annotations !== undefined);
    expect(annotated.map((o) => o.metadata.namespace)).toEqual(['b']);
  });

  it('reaches what the site makes itself, and no other site', () => {
    const { app, fleet, site } = k3s();
    const other = new K3sSite(fleet, 's2', { network: { lan: '10.0.43.0/24' } });
    new SffDevice(other, 'node-1', hardware);
    const volumes = [{ name: 'data', mountPath: '/data', size: Size.gibibytes(1) }];
    for (const scope of [site, other]) new Workload(scope, 'pos', { ...container, volumes });
    site.patch({ kind: 'StorageClass', name: 'sff-local' }, JsonPatch.replace('/reclaimPolicy', 'Delete'));
    const policies = () =>
      ['s1', 's2'].map((id) => {
        const files = Testing.synth(app);
        return find(objectsIn(files, new RegExp(`${id}/.*storage\\.yaml$`)), 'StorageClass', 'sff-local').reclaimPolicy;
      });
    expect(policies()).toEqual(['Delete', 'Retain']);
    expect(policies()).toEqual(['Delete', 'Retain']);
  });

  it('counts for the level of the namespace, and for the edge rules', () => {
    const privileged = JsonPatch.add('/spec/template/spec/containers/0/securityContext/privileged', true);
    const app = build({ kind: 'Deployment', name: 'db' }, privileged);
    expect(faultsOf(app)).toEqual(['privileged stores/s1/b/db']);
    Rules.waive(app, ['privileged'], { reason: 'A test.' });
    const objects = render(app);
    expect(['a', 'b'].map((name) => levelOf(objects, name))).toEqual(['restricted', 'privileged']);
  });

  it.each<[string, object, string]>([
    ['for nothing that there is', { kind: 'Deployment', name: 'x' }, 'reference-unknown'],
    ['for several', { kind: 'Deployment', name: 'pos' }, 'reference-unknown'],
    ['for no object', untyped(undefined), 'value-invalid'],
  ])('%s is refused', (_, object, code) => {
    expect(faultsOf(build(object, add))).toEqual([`${code} stores/s1`]);
  });

  it('that fails is one problem of the site', () => {
    const target = { kind: 'Deployment', name: 'db' };
    expect(faultsOf(build(target, JsonPatch.test('/spec/replicas', 7)))).toEqual(['object-invalid stores/s1']);
    expect(faultsOf(build(target, JsonPatch.add('/spec/nope/deeper', 7)))).toEqual(['object-invalid stores/s1']);
    expect(faultsOf(build(target, untyped({ op: 'add' })))).toEqual(['value-invalid stores/s1']);
  });

  const spec = '/spec/template/spec';
  it.each<[string, JsonPatch]>([
    ['a container that is null', JsonPatch.replace(`${spec}/containers/0`, null)],
    ['no containers', JsonPatch.remove(`${spec}/containers`)],
    ['no pod', JsonPatch.replace('/spec/template', null)],
    ['a volume for a list', JsonPatch.replace(`${spec}/volumes`, { name: 'x', emptyDir: {} })],
    ['a number for its version', JsonPatch.replace('/apiVersion', 5)],
  ])('that leaves %s is refused, as one of its workload is', (_, operation) => {
    expect(faultsOf(build({ kind: 'Deployment', name: 'db' }, operation))).toEqual(['object-invalid stores/s1']);
    const { app, site } = k3s();
    new Workload(site, 'pos', container).patch(operation);
    expect(faultsOf(app)).toEqual(['object-invalid stores/s1/pos']);
  });
});
