import * as fs from 'node:fs';
import { join } from 'node:path';
import { exportManifests } from '../../lib/output/mirror';
import { codeOf, put, snapshot, systemError, useDirectory } from './writer-fixture';

const FILES = { 'stores/s1/apps/till.yaml': '---\n', 'stores/s1/site.json': '{}\n', 'top.yaml': '---\n' };
const MANIFESTS = { 'stores/s1/apps/till.yaml': '---\n', 'top.yaml': '---\n' };

describe('the mirror for the cdk8s CLI', () => {
  const place = useDirectory();
  beforeEach(() => put(place.outdir, FILES));

  it('holds just the manifests, as links', () => {
    exportManifests(place.outdir, Object.keys(MANIFESTS), place.path('mirror'));
    expect(snapshot(place.path('mirror'))).toEqual(MANIFESTS);
    expect(fs.statSync(join(place.path('mirror'), 'top.yaml')).nlink).toBe(2);
  });

  it('replaces what an earlier run left there', () => {
    put(place.path('mirror'), { 'top.yaml': 'stale' });
    exportManifests(place.outdir, Object.keys(MANIFESTS), place.path('mirror'));
    exportManifests(place.outdir, Object.keys(MANIFESTS), place.path('mirror'));
    expect(snapshot(place.path('mirror'))).toEqual(MANIFESTS);
    expect(snapshot(place.outdir)).toEqual(FILES);
  });

  it('holds copies where links are not possible', () => {
    const seam = {
      ...fs,
      linkSync: () => {
        throw systemError('EXDEV', 'link');
      },
    };
    exportManifests(place.outdir, Object.keys(MANIFESTS), place.path('mirror'), seam);
    expect(snapshot(place.path('mirror'))).toEqual(MANIFESTS);
    expect(fs.statSync(join(place.path('mirror'), 'top.yaml')).nlink).toBe(1);
  });

  it('is not made when it is the output directory', () => {
    fs.symlinkSync(place.outdir, place.path('link'));
    for (const target of [place.outdir, `${place.outdir}/`, place.path('link')]) {
      exportManifests(place.outdir, Object.keys(MANIFESTS), target);
    }
    expect(snapshot(place.outdir)).toEqual(FILES);
  });

  it('says where it cannot be written', () => {
    const run = () => exportManifests(place.outdir, ['top.yaml'], join(place.outdir, 'top.yaml/x'));
    expect(codeOf(run)).toBe('output-not-a-directory');
  });
});
