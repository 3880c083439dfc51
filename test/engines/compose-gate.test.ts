import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complaintOf } from '../../engines/harness/command';
import { composeCheck } from '../../engines/harness/compose-check';
import { ComposeProject } from '../../engines/harness/compose-project';
import { type DockerEngine, dockerEngine } from '../../engines/harness/docker';
import { adopted, anyServices } from './any-services';
import { exampleComposeSites } from './compose-sites';
import { shop } from './shop';

const sites = [...exampleComposeSites(), shop()];

describe('compose-go', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'sff-composecheck-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const write = (name: string, text: string): string => {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, 'compose.yaml'), text);
    return join(directory, name, 'compose.yaml');
  };

  it('accepts every project of every example without a warning', async () => {
    const files = sites.map((site, i) => write(`site-${i}`, site.files['compose/compose.yaml'] ?? ''));
    expect(files.length).toBeGreaterThan(3);
    expect(await composeCheck(files)).toEqual([]);
  });

  it('accepts what synth writes of any service, whatever a key of it holds', async () => {
    const files = anyServices().flatMap((service, i) => {
      const text = adopted(service);
      return text === undefined ? [] : [write(`any-${i}`, text)];
    });
    expect(files.length).toBeGreaterThan(200);
    expect(await composeCheck(files)).toEqual([]);
  });

  it.each([
    ['an unknown key', 'enviroment: {}', 'enviroment'],
    ['a variable without value', 'hostname: "$NOWHERE"', 'NOWHERE'],
    ['a key that stands twice', 'image: other', 'already defined'],
    ['a network that is not there', 'networks: [nowhere]', 'undefined network'],
  ])('refuses %s', async (_, line, complaint) => {
    const file = write('bad', `name: bad\nservices:\n  one:\n    image: one\n    ${line}\n`);
    expect(await composeCheck([file])).toEqual([{ file, message: expect.stringContaining(complaint) }]);
  });
});

describe('docker compose create', () => {
  let engine: DockerEngine;
  beforeAll(async () => {
    engine = await dockerEngine();
  });
  afterAll(() => engine?.stop());

  it.each(sites.map((site) => [site.title, site] as const))('makes the containers of %s', async (_, { files }) => {
    const project = await ComposeProject.install(engine, files);
    try {
      expect(await project.compose('config', '--quiet')).toBe('');
      await project.compose('create');
      const made = (await project.compose('ps', '--all', '--services')).trim().split('\n');
      expect(made.sort()).toEqual([...project.services].sort());
    } finally {
      await project.remove();
    }
  });

  it.each([
    ['a restart policy that is none', 'restart: sometimes', 'restart policy'],
    ['a capability that is none', 'cap_add: [FLY]', 'capability'],
    ['a secret whose file is not there', 'secrets: [gone]', 'bind source path does not exist'],
    ['less memory than Docker allows', 'mem_limit: 1m', 'minimum memory limit'],
  ])('refuses %s', async (_, line, complaint) => {
    const project = await ComposeProject.install(engine, {
      'compose/compose.yaml': `name: bad\nservices:\n  one:\n    image: x\n    ${line}\nsecrets:\n  gone:\n    file: /etc/sff/secrets/gone\n`,
    });
    try {
      expect(await complaintOf(project.compose('create'))).toMatch(new RegExp(complaint, 'i'));
    } finally {
      await project.remove().catch(() => undefined);
    }
  });
});
