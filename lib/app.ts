import { App, type IResolver } from 'cdk8s';
import { SFF_APP } from './fleet';
import { PlainValuesFirst } from './kubernetes/resolver';
import type { IdentityStore } from './lock/store';
import { DEFAULT_OUTDIR, isManifest } from './output/paths';
import type { OutputFile, OutputGroup } from './output/tree';
import { readSelection, select, selectionOf } from './selection';
import { type Finding, reportInto } from './validation/problem';
import { checkOwn, type Names } from './validation/properties';

/** Properties of an `SffApp`. */
export interface SffAppProps {
  /** Directory that `synth` writes. @default "dist" */
  readonly outdir?: string | undefined;
  /**
   * The lock of what has identity on site, which `synth` reads and adds to: its path from the working directory, or
   * false for none. Commit it.
   *
   * @default "sff.lock.json"
   */
  readonly lock?: string | false | undefined;
  /**
   * Whether `synth` only reads the lock, and refuses what is not in it.
   *
   * @default - where `CI` is set, unless `SFF_FROZEN` says `1` or `0`
   */
  readonly frozen?: boolean | undefined;
  /**
   * The part of the sites that is made and written, such as `2/8`: the others stay as they are. The parts together give
   * what one run gives, and may run at the same time.
   *
   * @default - what `SFF_SHARD` says, or all
   */
  readonly shard?: string | undefined;
  /** The one site that is made and written: `stores/store-0042`. @default - what `SFF_ONLY` says, or all */
  readonly only?: string | undefined;
  /** cdk8s resolvers, which replace values before they are written. @default - none */
  readonly resolvers?: readonly IResolver[] | undefined;
}

const PROPERTIES: Names<SffAppProps> = {
  outdir: true,
  lock: true,
  frozen: true,
  shard: true,
  only: true,
  resolvers: true,
};

/** Checks an app without writing it, for what else is made of the program. */
export const validate: unique symbol = Symbol.for('sff-constructs.validate');

/** Loaded when an app is synthesised, so that a program that only declares starts sooner. */
const synthesis = () => require('./synthesis') as typeof import('./synthesis');
const output = () => require('./output/writer') as typeof import('./output/writer');
const mirror = () => require('./output/mirror') as typeof import('./output/mirror');
const progress = () => require('./progress') as typeof import('./progress');
const locking = () => require('./lock/store') as typeof import('./lock/store');

/** Variables that change the bytes that cdk8s emits. */
const CHANGES_OUTPUT = ['CDK8S_DISABLE_SORT', 'CDK8S_LEGACY_HASH'];

/**
 * The root of a program: it holds fleets, and writes every file that every site needs.
 *
 * It is a `cdk8s.App`, so everything that cdk8s offers works in it.
 */
export class SffApp extends App {
  private readonly lock: string | false | undefined;
  private readonly frozen: boolean | undefined;

  /** @throws SffError `shard-invalid` */
  constructor(props: SffAppProps = {}) {
    const resolvers = props.resolvers ?? [];
    super({ outdir: props.outdir ?? DEFAULT_OUTDIR, resolvers: [...resolvers] });
    const builtIn = this.resolvers.splice(resolvers.length);
    this.resolvers.push(new PlainValuesFirst(builtIn));
    Object.defineProperty(this, SFF_APP, { value: true });
    checkOwn(this, SffApp, props, PROPERTIES);
    this.lock = props.lock;
    this.frozen = props.frozen;
    select(this, readSelection(props.shard ?? process.env.SFF_SHARD, props.only ?? process.env.SFF_ONLY));
  }

  /**
   * Writes the output directory: all files, or none.
   *
   * Under `cdk8s synth` the CLI's own output directory gets the Kubernetes manifests as well.
   *
   * @throws SffValidationError with every problem of the program; nothing is written
   * @throws SffError `lock-invalid` where the lock cannot be read or written
   * @throws OutputError where the directory cannot be written; earlier output is as it was, or the next run completes it
   */
  public override synth(): void {
    const unit = selectionOf(this);
    const writer = output().OutputWriter.open(this.outdir, undefined, unit);
    const lock = this.openLock(isFrozen(this.frozen));
    const line = progress().terminalProgress('synth', 'sites');
    try {
      synthesis().synthesize(this, checkEnvironment(this), writer, line.report, lock?.check);
      lock?.stage();
      writer.commit();
      lock?.commit();
    } finally {
      writer.abort();
      lock?.abort();
      line.end();
    }
    const forCli = process.env.CDK8S_OUTDIR;
    if (forCli === undefined || forCli === '') return;
    mirror().exportManifests(this.outdir, writer.paths().filter(isOfKubernetes), forCli);
  }

  /**
   * Holds the whole program against every rule, and against the lock, and writes no file of it.
   *
   * @internal
   * @throws SffValidationError with every problem of the program
   */
  public [validate](): void {
    const lock = this.openLock(true);
    const sink = { add: () => {}, addGroup: (group: OutputGroup) => void group.files() };
    synthesis().synthesize(this, checkEnvironment(this), sink, undefined, lock?.check);
  }

  private openLock(frozen: boolean): IdentityStore | undefined {
    if (this.lock === false) return undefined;
    return new (locking().IdentityStore)(this.lock, frozen, this.outdir, selectionOf(this));
  }

  /**
   * The Kubernetes manifests of every site as one text.
   *
   * @throws SffValidationError with every problem of the program
   */
  public override synthYaml(): string {
    const texts: string[] = [];
    const add = ({ path, text }: OutputFile) => void (isOfKubernetes(path) && texts.push(text));
    synthesis().synthesize(this, checkEnvironment(this), { add, addGroup: (group) => group.files().forEach(add) });
    return texts.join('');
  }
}

function isFrozen(stated: boolean | undefined): boolean {
  const { CI = '', SFF_FROZEN = '' } = process.env;
  return stated ?? !/^(|0|false)$/i.test(SFF_FROZEN === '' ? CI : SFF_FROZEN);
}

/** Whether a file of the output holds Kubernetes objects of a site. */
function isOfKubernetes(path: string): boolean {
  return isManifest(path.split('/').slice(2).join('/'));
}

function checkEnvironment(app: App): Finding[] {
  const findings: Finding[] = [];
  for (const name of CHANGES_OUTPUT.filter((variable) => process.env[variable])) {
    reportInto(findings, app)(
      'environment-changes-output',
      `${name} is set.`,
      'Unset it: the same program has to give the same bytes everywhere.',
    );
  }
  return findings;
}
