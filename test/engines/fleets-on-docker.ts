import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../engines/harness/command';
import { composeCheck } from '../../engines/harness/compose-check';
import { ComposeProject, runnableText } from '../../engines/harness/compose-project';
import { type DockerEngine, dockerEngine } from '../../engines/harness/docker';
import { standinArchive } from '../../engines/standin/image';
import { sha256 } from '../../lib/portable/hash';
import type { FleetPlan } from '../fleets/plan';
import { composeSitesOf } from './compose-sites';

/** Stands for every image; where it matters which one it is, under another tag for each. */
const IMAGE = 'standin.invalid/any:1';
const tagged = (image: string) => `standin.invalid/any:${sha256(image).slice(0, 16)}`;

type Files = Readonly<Record<string, string>>;

/** An output as its sites' projects are put on the device. */
export function onStandIns(files: Files): Files {
  const replaced = ([path, text]: [string, string]) => [
    path,
    path.endsWith('/compose/compose.yaml') ? runnableText(text, tagged) : text,
  ];
  return Object.fromEntries(Object.entries(files).map(replaced));
}

/** A Docker engine that judges one fleet after another, and is as before after each. */
export class FleetsOnDocker {
  public static async start(): Promise<FleetsOnDocker> {
    const engine = await dockerEngine();
    try {
      await engine.load(standinArchive([{ names: [IMAGE] }]));
      return new FleetsOnDocker(engine);
    } catch (error) {
      await engine.stop();
      throw error;
    }
  }

  private constructor(private readonly engine: DockerEngine) {}

  /** What Compose's reader and Docker complain about when the containers of the fleet's site are made. */
  public async complaints(plan: FleetPlan, files: Files): Promise<readonly string[]> {
    const [site] = composeSitesOf(plan.id, files);
    if (site === undefined) return ['The fleet has no Compose project.'];
    const read = await this.read(site.files['compose/compose.yaml'] ?? '');
    if (read.length > 0) return read;
    this.makeHostPaths(plan);
    const project = await ComposeProject.install(this.engine, site.files, () => IMAGE);
    const complaints = await this.create(project);
    await project.remove().catch((error: unknown) => {
      // Compose cannot remove what it cannot read, which was complained of.
      if (complaints.length === 0) throw error;
    });
    return complaints;
  }

  /**
   * Services whose containers Compose makes anew when a later version takes the place of an earlier one; both are outputs
   * of `onStandIns`.
   *
   * Containers are created and not started: their images are stand-ins, and Compose decides the same in both cases. No
   * network may change in between: Compose waits only for containers that ran before it makes theirs anew.
   */
  public async recreated(plans: readonly FleetPlan[], old: Files, now: Files): Promise<string[]> {
    const [before, after] = [old, now].map((files) => composeSitesOf('', files)[0]?.files);
    if (before === undefined || after === undefined) throw new Error('A version has no Compose project.');
    for (const plan of plans) this.makeHostPaths(plan);
    const texts = [before, after].map((files) => files['compose/compose.yaml'] ?? '');
    for (const image of new Set(texts.flatMap((text) => text.match(/standin\.invalid\/any:\w+/g) ?? []))) {
      await this.engine.docker(['tag', IMAGE, image]);
    }
    const project = await ComposeProject.install(this.engine, before, (image) => image);
    try {
      await project.compose('create');
      const were = await this.containers(project);
      project.write(after);
      await project.compose('create', '--remove-orphans');
      const are = await this.containers(project);
      return [...were].flatMap(([service, ids]) => {
        const now = are.get(service);
        return now === undefined || [...ids].some((id) => now.has(id)) ? [] : service;
      });
    } finally {
      await project.remove();
      // Those that only the earlier version had.
      await this.engine.docker(['network', 'prune', '--force']);
    }
  }

  /** Ids of the containers of each service. */
  private async containers({ name }: ComposeProject): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const filter = ['--filter', `label=com.docker.compose.project=${name}`];
    const format = '{{.Label "com.docker.compose.service"}} {{.ID}}';
    const listed = await this.engine.docker(['ps', '--all', '--no-trunc', ...filter, '--format', format]);
    const ids = new Map<string, Set<string>>();
    for (const line of listed.trim().split('\n')) {
      const [service = '', id = ''] = line.split(' ');
      ids.set(service, (ids.get(service) ?? new Set()).add(id));
    }
    return ids;
  }

  public stop(): Promise<void> {
    return this.engine.stop();
  }

  private async create(project: ComposeProject): Promise<readonly string[]> {
    try {
      await project.compose('create');
      return [];
    } catch (error) {
      if (error instanceof CommandError) return [error.stderr];
      throw error;
    }
  }

  /** With the images of the program, which are stand-ins later. */
  private async read(text: string): Promise<readonly string[]> {
    const directory = mkdtempSync(join(this.engine.directory, 'read-'));
    const file = join(directory, 'compose.yaml');
    writeFileSync(file, text);
    const problems = await composeCheck([file]);
    rmSync(directory, { recursive: true });
    return problems.map(({ message }) => message);
  }

  /** A directory of the device that a workload mounts has to be there. */
  private makeHostPaths({ site }: FleetPlan): void {
    for (const volume of site.workloads.flatMap(({ props }) => props.volumes ?? [])) {
      if ('hostPath' in volume) mkdirSync(this.engine.devicePath(volume.hostPath), { recursive: true });
    }
  }
}
