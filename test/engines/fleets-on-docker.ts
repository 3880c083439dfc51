import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../engines/harness/command';
import { composeCheck } from '../../engines/harness/compose-check';
import { ComposeProject } from '../../engines/harness/compose-project';
import { type DockerEngine, dockerEngine } from '../../engines/harness/docker';
import { standinArchive } from '../../engines/standin/image';
import type { FleetPlan } from '../fleets/plan';
import { composeSitesOf } from './compose-sites';

/** Stands for every image. */
const IMAGE = 'standin.invalid/any:1';

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
  public async complaints(plan: FleetPlan, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const [site] = composeSitesOf(plan.id, files);
    if (site === undefined) return ['The fleet has no Compose project.'];
    const read = await this.read(site.files['compose/compose.yaml'] ?? '');
    if (read.length > 0) return read;
    this.makeHostPaths(plan);
    const project = await ComposeProject.install(this.engine, site.files, IMAGE);
    const complaints = await this.create(project);
    await project.remove().catch((error: unknown) => {
      // Compose cannot remove what it cannot read, which was complained of.
      if (complaints.length === 0) throw error;
    });
    return complaints;
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
