import { setTimeout as sleep } from 'node:timers/promises';
import { enginePath } from '../cache';
import { helmController as engine } from '../kubernetes/k3s';
import type { KubeApiServer } from './kube-api-server';
import type { KubernetesObject } from './objects';
import type { Service } from './service';

/** A Job as far as tests look into it. */
export interface HelmJob extends KubernetesObject {
  readonly spec: {
    readonly backoffLimit?: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly image: string;
          readonly args?: readonly string[];
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        }[];
        readonly volumes?: readonly {
          readonly name: string;
          readonly projected?: { readonly sources: readonly { readonly secret?: ProjectedSecret }[] };
        }[];
      };
    };
  };
}

/** Keys of a Secret as files; without it a pod does not start, unless it is optional. */
export interface ProjectedSecret {
  readonly name: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

/** K3s' own controller of HelmCharts, at work on an API server. */
export class HelmController {
  constructor(
    private readonly server: KubeApiServer,
    private readonly service: Service,
  ) {}

  /** The Job that installs a chart, as soon as the controller has made it. */
  public async job(chart: string, namespace = 'kube-system'): Promise<HelmJob> {
    let found: HelmJob | undefined;
    await this.service.until(`Job of ${namespace}/${chart}`, async () => {
      const jobs = await this.server.list<HelmJob>('batch/v1', 'Job', namespace);
      found = jobs.find(({ metadata }) => metadata.name === `helm-install-${chart}`);
      return found !== undefined;
    });
    if (found === undefined) throw new Error(`There is no Job of ${namespace}/${chart}.`);
    return found;
  }

  /** The values that the Job reads, by file name, with valuesContent at `HelmChartValuesContent`. */
  public async values(chart: string, namespace = 'kube-system'): Promise<Readonly<Record<string, string>>> {
    const metadata = { name: `chart-values-${chart}`, namespace };
    const secret = await this.server.get<KubernetesObject & { data?: Record<string, string> }>({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
    });
    return Object.fromEntries(
      Object.entries(secret.data ?? {}).map(([name, text]) => [name, Buffer.from(text, 'base64').toString('utf8')]),
    );
  }
}

/** Starts the controller on a server that has K3s' custom resources; it ends with the server. */
export async function helmController(server: KubeApiServer): Promise<HelmController> {
  await definitionsSettled(server);
  const service = server.start('helm-controller', enginePath(engine, 'helm-controller'), [
    '--kubeconfig',
    server.kubeconfig,
    '--node-name',
    'engine',
  ]);
  return new HelmController(server, service);
}

/** At its start the controller updates its definitions, and ends when the API server changes one at the same time. */
async function definitionsSettled(server: KubeApiServer): Promise<void> {
  const deadline = Date.now() + 30_000;
  const isEstablished = ({ status }: Definition) =>
    status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True') === true;
  while (!(await server.list<Definition>('apiextensions.k8s.io/v1', 'CustomResourceDefinition')).every(isEstablished)) {
    if (Date.now() > deadline) throw new Error('The custom resource definitions are not established within 30 s.');
    await sleep(50);
  }
}

interface Definition extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}
