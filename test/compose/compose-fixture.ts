import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { Size } from 'cdk8s';
import { parse } from 'yaml';
import type { SffApp } from '../../lib/app';
import { DockerComposeSite, type DockerComposeSiteProps } from '../../lib/compose/site';
import type { ComposeServiceDefinition, ComposeSpecification } from '../../lib/compose/spec';
import { SffDevice } from '../../lib/device';
import { Fleet, type FleetProps } from '../../lib/fleet';
import { Testing } from '../../lib/testing';
import { SffValidationError } from '../../lib/validation/error';
import type { Problem } from '../../lib/validation/problem';

export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
export const IMAGE = `registry.contoso.com/pos:1.4.2@${DIGEST}`;
/** What every workload of the tests needs. */
export const BASE = { image: IMAGE, user: 10001, limits: { cpu: 0.5, memory: Size.mebibytes(256) } } as const;
/** An adopted service that breaks no rule. */
export const GOOD: ComposeServiceDefinition = {
  image: IMAGE,
  restart: 'unless-stopped',
  deploy: { resources: { limits: { cpus: 0.5, memory: '128m' } } },
};

const schema = readFileSync(join(__dirname, '../../schemas/compose-spec.json'), 'utf8');
const ajv = new Ajv2020({ strict: false });
addFormats(ajv);
const accepts = ajv.compile(JSON.parse(schema));

export interface FixtureProps extends Partial<DockerComposeSiteProps> {
  readonly fleet?: Partial<FleetProps<'docker-compose'>>;
  /** Static address of the device; 'dhcp' for none. */
  readonly address?: string;
}

/** A site `kiosks/k1` with one device. */
export function kiosk({ fleet, address = '10.0.42.11', ...props }: FixtureProps = {}) {
  const app = Testing.app();
  const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose', ...fleet });
  const site = new DockerComposeSite(kiosks, 'k1', { network: { lan: '10.0.42.0/24' }, ...props });
  new SffDevice(site, 'pc', {
    architecture: 'amd64',
    cores: 4,
    memory: Size.gibibytes(8),
    peripherals: ['/dev/ttyUSB0'],
    gpus: [{ vendor: 'nvidia', model: 'L4' }],
    ...(address === 'dhcp' ? {} : { address }),
  });
  return { app, kiosks, site };
}

/** The files of an app, below `kiosks/k1/`. */
export function filesOf(app: SffApp): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Testing.synth(app)).flatMap(([path, text]) =>
      path.startsWith('kiosks/k1/') ? [[path.slice('kiosks/k1/'.length), text]] : [],
    ),
  );
}

/** The project of the site, which the Compose Specification accepts. */
export function projectOf(app: SffApp): ComposeSpecification & { services: Record<string, ComposeServiceDefinition> } {
  const project = parse(filesOf(app)['compose/compose.yaml'] ?? '');
  accepts(project);
  expect(accepts.errors).toBeNull();
  return project;
}

/** `code path` of every problem of an app. */
export function problemsOf(app: SffApp): string[] {
  return allOf(app).map(({ code, path }) => `${code} ${path}`);
}

/** What every problem of an app says. */
export function messagesOf(app: SffApp): string[] {
  return allOf(app).map(({ message }) => message);
}

/** How to mend every problem of an app. */
export function fixesOf(app: SffApp): string[] {
  return allOf(app).map(({ fix }) => fix);
}

function allOf(app: SffApp): readonly Problem[] {
  try {
    Testing.synth(app);
  } catch (error) {
    if (error instanceof SffValidationError) return error.problems;
    throw error;
  }
  return [];
}

/** What site.json says. */
export function factsOf(app: SffApp): Record<string, never> {
  return JSON.parse(filesOf(app)['site.json'] ?? '');
}
