import * as fs from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { Application, Fleet, K3sSite, OutputError, SffApp, SffDevice, SffValidationError, Workload } from '../../lib';
import { MemoryTree } from '../../lib/output/tree';
import { terminalProgress } from '../../lib/progress';
import { siteRenderer } from '../../lib/rendering';
import { synthesize } from '../../lib/synthesis';
import { Testing } from '../../lib/testing';
import { snapshot, useDirectory } from '../output/writer-fixture';
import { container, faultsOf, hardware, k3s, objectsIn } from '../tree/program';

const directory = useDirectory();

function program(outdir: string, image: string = container.image, sites = ['s1']): SffApp {
  const app = new SffApp({ outdir, lock: false });
  const fleet = new Fleet(app, 'stores', { orchestrator: 'k3s' });
  for (const id of sites) {
    const site = new K3sSite(fleet, id, { network: { lan: '10.0.42.0/24' } });
    new SffDevice(site, 'node-1', hardware);
    new Workload(new Application(site, 'till'), 'pos', { ...container, image });
  }
  return app;
}

const files = (path: string) => Object.keys(snapshot(path));
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('synth', () => {
  it('writes what Testing.synth gives', () => {
    const app = program(directory.outdir);
    app.synth();
    expect(snapshot(directory.outdir)).toEqual(Testing.synth(app));
  });

  it('writes the same again, and touches nothing', () => {
    program(directory.outdir).synth();
    const path = join(directory.outdir, 'stores/s1/site.json');
    fs.utimesSync(path, 1, 1);
    program(directory.outdir).synth();
    expect(fs.statSync(path).mtimeMs).toBe(1000);
  });

  it('removes the files of a site that is gone', () => {
    program(directory.outdir, container.image, ['s1', 's2']).synth();
    program(directory.outdir).synth();
    expect(files(directory.outdir).filter((path) => path.includes('s2'))).toEqual([]);
  });

  it('that fails leaves the former output as it was, to the byte', () => {
    program(directory.outdir).synth();
    const before = snapshot(directory.outdir);
    const state = fs.readdirSync(join(directory.outdir, '.sff'));
    expect(() => program(directory.outdir, 'pos:1', ['s1', 's2']).synth()).toThrow(SffValidationError);
    expect(snapshot(directory.outdir)).toEqual(before);
    expect(fs.readdirSync(join(directory.outdir, '.sff'))).toEqual(state);
  });

  it('that fails for the last of many sites writes none of them', () => {
    const app = program(directory.outdir, container.image, ['s1', 's2', 's3']);
    new Workload(app.node.findChild('stores').node.findChild('s3') as K3sSite, 'bad', { ...container, image: 'x:1' });
    expect(() => app.synth()).toThrow(SffValidationError);
    expect(fs.existsSync(directory.outdir)).toBe(false);
  });

  it('that fails in a fresh directory leaves none', () => {
    expect(() => program(directory.outdir, 'pos:1').synth()).toThrow(SffValidationError);
    expect(fs.existsSync(directory.outdir)).toBe(false);
  });

  it('that fails in an empty directory leaves it empty', () => {
    fs.mkdirSync(directory.outdir);
    expect(() => program(directory.outdir, 'pos:1').synth()).toThrow(SffValidationError);
    expect(fs.readdirSync(directory.outdir)).toEqual([]);
  });

  it('gives the directory free when the program itself throws', () => {
    const app = program(directory.outdir);
    const site = app.node.findChild('stores').node.findChild('s1');
    Object.defineProperty(site, siteRenderer, {
      value: () => {
        throw new RangeError('boom');
      },
    });
    expect(() => app.synth()).toThrow(RangeError);
    expect(fs.existsSync(directory.outdir)).toBe(false);
    program(directory.outdir).synth();
  });

  it.each([
    ['a file', ''],
    ['below a file', 'deeper/still'],
  ])('to an outdir that is %s is refused, and leaves the file', (_, below) => {
    const file = directory.path('file');
    fs.writeFileSync(file, 'mine');
    const synth = () => program(join(file, below)).synth();
    expect(synth).toThrow(OutputError);
    expect(synth).toThrow(code('output-not-a-directory'));
    expect(fs.readFileSync(file, 'utf8')).toBe('mine');
  });

  it('goes to dist when the program does not say where', () => {
    expect(new SffApp().outdir).toBe('dist');
    expect(new SffApp({ outdir: undefined }).outdir).toBe('dist');
  });

  describe('in an environment', () => {
    const VARIABLES = ['CDK8S_DISABLE_SORT', 'CDK8S_LEGACY_HASH', 'CDK8S_OUTDIR'];
    afterEach(() => {
      for (const name of VARIABLES) delete process.env[name];
    });

    it.each(['CDK8S_DISABLE_SORT', 'CDK8S_LEGACY_HASH'])('that sets %s is refused: it changes bytes', (name) => {
      process.env[name] = '1';
      const expected = expect.objectContaining({
        problems: [expect.objectContaining({ code: 'environment-changes-output', path: '' })],
      });
      expect(() => program(directory.outdir).synth()).toThrow(expected);
      expect(() => program(directory.outdir).synthYaml()).toThrow(expected);
      expect(fs.existsSync(directory.outdir)).toBe(false);
    });

    it('of the cdk8s CLI gives it the manifests, and none when synth fails', () => {
      process.env.CDK8S_OUTDIR = directory.path('cli');
      expect(() => program(directory.outdir, 'pos:1').synth()).toThrow(SffValidationError);
      expect(fs.existsSync(directory.path('cli'))).toBe(false);
      program(directory.outdir).synth();
      expect(files(directory.path('cli'))).toEqual(files(directory.outdir).filter((path) => path.endsWith('.yaml')));
    });

    it('of the cdk8s CLI whose directory is the outdir is left alone', () => {
      process.env.CDK8S_OUTDIR = directory.outdir;
      program(directory.outdir).synth();
      expect(snapshot(directory.outdir)).toEqual(Testing.synth(program(directory.outdir)));
    });
  });
});

describe('synthYaml', () => {
  it('is every manifest as one stream', () => {
    const app = program(directory.outdir, container.image, ['s1', 's2']);
    const objects = parseAllDocuments(app.synthYaml()).map((document) => document.toJS());
    const expected = objectsIn(Testing.synth(app));
    expect(objects).toHaveLength(expected.length);
    expect(new Set(objects.map((o) => JSON.stringify(o)))).toEqual(new Set(expected.map((o) => JSON.stringify(o))));
    expect(fs.existsSync(directory.outdir)).toBe(false);
  });

  it('throws what synth throws', () => {
    expect(() => program(directory.outdir, 'pos:1').synthYaml()).toThrow(SffValidationError);
  });
});

describe('Testing', () => {
  it.each([
    ['SFF_SHARD', '1/64'],
    ['SFF_ONLY', 'stores/none'],
  ])('renders every site, whatever %s asks for', (variable, value) => {
    process.env[variable] = value;
    try {
      const app = Testing.app();
      const site = new K3sSite(new Fleet(app, 'stores', { orchestrator: 'k3s' }), 's1', {
        network: { lan: '10.0.42.0/24' },
      });
      new SffDevice(site, 'node-1', hardware);
      expect(Object.keys(Testing.synth(app))).toEqual(['fleet.json', 'stores/s1/site.json']);
    } finally {
      delete process.env[variable];
    }
  });

  it('touches no disk', () => {
    const before = fs.readdirSync('.');
    expect(Object.keys(Testing.synth(Testing.app()))).toEqual(['fleet.json']);
    expect(fs.readdirSync('.')).toEqual(before);
  });

  it('gives the same bytes for the same program', () => {
    expect(Testing.synth(program('x'))).toEqual(Testing.synth(program('y')));
    const app = program('z');
    expect(Testing.synth(app)).toEqual(Testing.synth(app));
  });

  it('finds fleets only below an SffApp', () => {
    expect(Testing.synth(new App())).toEqual({ 'fleet.json': expect.any(String) });
    expect(faultsOf(k3s().app)).toEqual([]);
  });
});

describe('progress', () => {
  afterEach(() => jest.restoreAllMocks());

  /** Runs for `milliseconds` in all, in ten steps, before a stream. */
  function watch(isTTY: boolean, milliseconds: number): string {
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    let text = '';
    const write = (chunk: string) => {
      text += chunk;
    };
    const progress = terminalProgress('synth', 'sites', { isTTY, write } as unknown as NodeJS.WriteStream);
    for (let i = 1; i <= 10; i++) {
      now += milliseconds / 10;
      progress.report(i, 10);
    }
    progress.end();
    return text;
  }

  it('is shown on a terminal in a run of over a second, and erased at its end', () => {
    const text = watch(true, 5000);
    expect(text).toContain('2 of 10 sites');
    expect(text).not.toContain('1 of 10');
    expect(text.endsWith('\r\x1b[K')).toBe(true);
  });

  it('is drawn no more often than one can read', () => {
    expect(watch(true, 1200).match(/of 10/g)).toHaveLength(2);
  });

  it('is not shown in a short run', () => expect(watch(true, 900)).toBe(''));
  it('is not shown when piped', () => expect(watch(false, 60_000)).toBe(''));

  it('counts every site', () => {
    const calls: string[] = [];
    synthesize(program('x', container.image, ['s1', 's2']), [], new MemoryTree(), (done, all) =>
      calls.push(`${done}/${all}`),
    );
    expect(calls).toEqual(['1/2', '2/2']);
  });
});
