import { eventually } from '../../../engines/harness/command';
import { ComposeProject } from '../../../engines/harness/compose-project';
import { DEVICE } from '../../../engines/harness/device';
import type { DockerEngine } from '../../../engines/harness/docker';
import type { Outcome } from '../standin-answers';
import type { Scene, Version } from './behaviour';
import type { ContainerState, RunningSite } from './running-site';
import { render } from './sites';

/** The scenes on a Docker engine. */
export class OnCompose implements RunningSite {
  public readonly orchestrator = 'docker-compose';

  private constructor(
    public readonly device: DockerEngine,
    private readonly scenes: readonly Scene[],
    private readonly project: ComposeProject,
  ) {}

  public static async start(engine: DockerEngine, scenes: readonly Scene[]): Promise<OnCompose> {
    const project = await ComposeProject.install(engine, render('docker-compose', scenes));
    await project.up();
    return new OnCompose(engine, scenes, project);
  }

  public ask<T = Outcome>(container: string, question: string): Promise<T> {
    return this.project.ask<T>(service(container), question);
  }

  public async hiddenPort(container: string): Promise<number> {
    return this.project.controlPort(service(container));
  }

  public async address(workload: string): Promise<string> {
    const template = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
    return (await this.project.inspect(service(workload), template)).split(' ')[0] ?? '';
  }

  public async reaches(container: string, target: string, network: 'tcp' | 'udp' = 'tcp'): Promise<boolean> {
    return (await this.ask(container, `dial?network=${network}&target=${target}`)).ok;
  }

  public opens(
    from: 'lan' | 'internet' | 'device',
    _workload: string,
    port: number,
    address = DEVICE,
  ): Promise<boolean> {
    return this.device.opens(from, address, port);
  }

  public async state(container: string): Promise<ContainerState> {
    const template = '{{.ID}} {{.RestartCount}} {{.State.Status}} {{with .State.Health}}{{.Status}}{{end}}';
    const [id = '', restarts, status, health] = (await this.project.inspect(service(container), template)).split(' ');
    const healthy = health === undefined || health === '' || health === 'healthy';
    return { id, restarts: Number(restarts), ready: status === 'running' && healthy };
  }

  public until(container: string, wanted: (state: ContainerState) => boolean): Promise<ContainerState> {
    return eventually(() => this.state(container), wanted, 60_000);
  }

  public async labels(workload: string): Promise<Readonly<Record<string, string>>> {
    return JSON.parse(await this.project.inspect(service(workload), '{{json .Config.Labels}}')) as Record<
      string,
      string
    >;
  }

  /** Docker ranks nothing. */
  public async rank(): Promise<number> {
    return 0;
  }

  public async readyReplicas(workload: string): Promise<number> {
    const ids = (await this.project.compose('ps', '--quiet', service(workload))).trim().split('\n');
    const states = await this.device.docker(['inspect', '--format', '{{.State.Health.Status}}', ...ids]);
    return states
      .trim()
      .split('\n')
      .filter((state) => state === 'healthy').length;
  }

  public async logLines(workload: string): Promise<number> {
    const id = await this.project.container(service(workload));
    return (await this.device.docker(['logs', id])).split('\n').length - 1;
  }

  public async recreate(workload: string): Promise<number> {
    const begun = Date.now();
    await this.project.compose('stop', service(workload));
    const seconds = (Date.now() - begun) / 1000;
    await this.project.up('--force-recreate', '--no-deps', service(workload));
    return seconds;
  }

  public async change(version: Version): Promise<readonly string[]> {
    const before = await this.containers();
    this.project.write(render('docker-compose', this.scenes, version));
    await this.project.up();
    const after = await this.containers();
    return [...after].filter(([id]) => !before.has(id)).map(([, workload]) => workload);
  }

  public tookEvaluation(): boolean {
    return false;
  }

  /** The workload of each container, as `scene/workload`, by the container's id. */
  private async containers(): Promise<ReadonlyMap<string, string>> {
    const format = '{{.ID}} {{.Label "sff-constructs.workload"}}';
    const lines = (await this.device.docker(['ps', '--all', '--no-trunc', '--format', format])).trim().split('\n');
    return new Map(
      lines.map((line) => {
        const [id = '', hostname = ''] = line.split(' ');
        return [id, hostname.split('.').reverse().join('/')];
      }),
    );
  }
}

function service(container: string): string {
  return container.replaceAll('/', '-');
}
