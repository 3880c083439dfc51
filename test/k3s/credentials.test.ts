import { ApiObject, JsonPatch } from 'cdk8s';
import { type K3sSite, Workload } from '../../lib';
import { container, faultsOf, k3s, problemsOf } from '../tree/program';

import { configMap } from './objects';

describe('a credential', () => {
  const password = 'hunter2-hunter2';
  const url = `postgres://till:${password}@db/till`;

  it.each<[string, (site: K3sSite) => unknown, string]>([
    ['in a foreign object', (site) => new ApiObject(site, 'x', { ...configMap, data: { url } }), 'stores/s1/x'],
    ['in a key', (site) => new ApiObject(site, 'x', { ...configMap, data: { [url]: '' } }), 'stores/s1/x'],
    ['in an item below it', (site) => new ApiObject(site, 'x', { ...configMap, data: { [url]: [1] } }), 'stores/s1/x'],
    ['in an argument', (site) => new Workload(site, 'pos', { ...container, args: [url] }), 'stores/s1/pos'],
    [
      'in a sidecar',
      (site) => new Workload(site, 'pos', { ...container, sidecars: [{ ...container, name: 'x', env: { A: url } }] }),
      'stores/s1/pos',
    ],
    [
      'put in by a patch',
      (site) => site.patch({ kind: 'Deployment', name: 'base' }, JsonPatch.add('/metadata/annotations', { url })),
      'stores/s1/base',
    ],
  ])('%s is told by its place, never by its value', (_, build, path) => {
    const { app, site } = k3s();
    new Workload(site, 'base', container);
    build(site);
    const problems = problemsOf(app);
    expect(problems.map((p) => `${p.code} ${p.path}`)).toEqual([`credential-in-output ${path}`]);
    expect(problems[0]?.message).not.toContain(password);
  });

  it.each<[string, object]>([
    ['behind a byte order mark', { data: { token: `\ufeffghp_${'aB3d'.repeat(9)}` } }],
    ['behind a space that does not break', { data: { token: `token\u00a0ghp_${'aB3d'.repeat(9)}` } }],
    ['behind a form feed', { data: { token: `\fghp_${'aB3d'.repeat(9)}` } }],
    ['in a file as base64', { binaryData: { token: Buffer.from(`url=${url}`).toString('base64') } }],
  ])('%s is found', (_, content) => {
    const { app, site } = k3s();
    new ApiObject(site, 'x', { ...configMap, ...content });
    expect(problemsOf(app).map((p) => `${p.code} ${p.path} ${p.message}`)).toEqual([
      expect.stringMatching(/^credential-in-output stores\/s1\/x .*(data|binaryData)\/token/),
    ]);
  });

  it('in a label of a fleet is told, too: fleet.json would have it', () => {
    const { app } = k3s({}, { labels: { token: `ghp_${'aB3d'.repeat(9)}` } });
    expect(problemsOf(app).map((p) => `${p.code} ${p.path}`)).toEqual(['credential-in-output stores']);
  });

  it('below a key that is one shows neither', () => {
    const { app, site } = k3s();
    new ApiObject(site, 'x', { ...configMap, data: { [url]: { url } } });
    const problems = problemsOf(app);
    expect(problems).toHaveLength(2);
    for (const { message } of problems) expect(message).not.toContain(password);
  });

  it('of a variable is told by its name', () => {
    const { app, site } = k3s();
    new Workload(site, 'pos', { ...container, env: { A: '', DATABASE_URL: url } });
    expect(problemsOf(app)[0]?.message).toContain('/containers/pos/env/DATABASE_URL/value');
  });

  it.each([
    ['values', { values: { db: { url } } }],
    ['proxy', { network: { lan: '10.0.42.0/24', proxy: { https: `http://till:${password}@proxy:3128` } } }],
  ])('in %s of a site is told, too: site.json would have it', (_, props) => {
    const problems = problemsOf(k3s(props).app);
    expect(problems.map((p) => `${p.code} ${p.path}`)).toEqual(['credential-in-output stores/s1']);
    expect(problems[0]?.message).not.toContain(password);
  });

  it.each(['data', 'stringData'])('in %s of a Secret is refused, whatever it looks like', (field) => {
    const { app, site } = k3s();
    const secret = { apiVersion: 'v1', kind: 'Secret' };
    new ApiObject(site, 'empty', secret);
    new ApiObject(site, 'full', { ...secret, [field]: { password: 'c2VjcmV0' } });
    expect(faultsOf(app)).toEqual(['credential-in-output stores/s1/full']);
    expect(problemsOf(app)[0]?.message).not.toContain('c2VjcmV0');
  });
});
