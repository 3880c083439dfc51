import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Size } from 'cdk8s';
import {
  Application,
  DockerComposeSite,
  Fleet,
  K3sSite,
  type Problem,
  SffApp,
  SffDevice,
  SffValidationError,
  Workload,
} from '../../lib';
import { container, hardware } from '../tree/program';

/** What of a program a test changes. */
export interface Variant {
  readonly orchestrator?: 'k3s' | 'docker-compose';
  readonly sites?: readonly string[];
  readonly app?: string;
  readonly appFormer?: string;
  readonly volume?: string | undefined;
  readonly gibibytes?: number;
  readonly publish?: number | undefined;
  readonly serial?: string;
  readonly device?: string;
  readonly servers?: number;
  readonly range?: string;
  readonly dataDir?: string;
  /** What a site has otherwise. */
  readonly at?: Readonly<Record<string, Variant>>;
  /** The one site that is made. */
  readonly only?: string;
}

/** Sites with one workload that has a volume and a published port. */
export function build(app: SffApp, variant: Variant): void {
  const { orchestrator = 'k3s', sites = ['s1'] } = variant;
  if (orchestrator === 'k3s') {
    const fleet = new Fleet(app, 'stores', { orchestrator });
    for (const id of sites) {
      const network = { lan: '10.0.42.0/24', ...(variant.range === undefined ? {} : { clusterCidr: variant.range }) };
      const site = new K3sSite(fleet, id, { network, dataDir: variant.dataDir });
      for (let n = 0; n < (variant.servers ?? 1); n++) {
        new SffDevice(site, `${variant.device ?? 'box'}${n === 0 ? '' : n}`, {
          ...hardware,
          ...serialOf(id, n, variant),
        });
      }
      content(new Application<'k3s'>(site, variant.app ?? 'till', { renamedFrom: variant.appFormer }), {
        ...variant,
        ...variant.at?.[id],
      });
    }
    return;
  }
  const fleet = new Fleet(app, 'stores', { orchestrator });
  for (const id of sites) {
    const network = { lan: '10.0.42.0/24', ...(variant.range === undefined ? {} : { containers: variant.range }) };
    const site = new DockerComposeSite(fleet, id, { network });
    new SffDevice(site, variant.device ?? 'box', { ...hardware, ...serialOf(id, 0, variant) });
    content(
      new Application<'docker-compose'>(site, variant.app ?? 'till', { renamedFrom: variant.appFormer }),
      variant,
    );
  }
}

function serialOf(site: string, n: number, { serial }: Variant) {
  return { serial: `${serial ?? 'CZ'}-${site}-${n}` };
}

function content(app: Application<'k3s'> | Application<'docker-compose'>, variant: Variant): void {
  const { volume = 'data', publish = 8080 } = variant;
  new Workload(app as Application<'k3s'>, 'db', {
    ...container,
    ...('publish' in variant && variant.publish === undefined
      ? {}
      : { ports: [{ name: 'sql', port: 5432, publish: { port: publish, on: 'all' } }] }),
    ...('volume' in variant && variant.volume === undefined
      ? {}
      : {
          volumes: [{ name: volume, mountPath: '/data', size: Size.gibibytes(variant.gibibytes ?? 2), owner: 'image' }],
        }),
  });
}

/** Synthesises a variant, and returns what is refused. */
export function synth(base: string, variant: Variant = {}, frozen = false): readonly Problem[] {
  const app = new SffApp({ outdir: `${base}/dist`, lock: lockOf(base), frozen, only: variant.only });
  build(app, variant);
  try {
    app.synth();
    return [];
  } catch (error) {
    if (error instanceof SffValidationError) return error.problems;
    throw error;
  }
}

export const lockOf = (base: string) => `${base}/sff.lock.json`;
export const readLockFile = (base: string) => readFileSync(lockOf(base), 'utf8');
export const writeLockFile = (base: string, text: string) => writeFileSync(lockOf(base), text);
export const hasLock = (base: string) => existsSync(lockOf(base));
/** The lines of a lock that differ from those of another. */
export function newLines(text: string, before: string): readonly string[] {
  const known = new Set(before.split('\n'));
  return text.split('\n').filter((line) => !known.has(line));
}
