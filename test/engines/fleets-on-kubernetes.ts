import { type KubeApiServer, kubeApiServer } from '../../engines/harness/kube-api-server';
import type { Applied } from '../../engines/harness/kubernetes-api';
import { documents } from '../../engines/harness/objects';
import { podTemplate } from './pods';

/** A Kubernetes API server that judges one fleet after another, and is as before after each. */
export class FleetsOnKubernetes {
  public static async start(): Promise<FleetsOnKubernetes> {
    return new FleetsOnKubernetes(await kubeApiServer());
  }

  private constructor(private readonly server: KubeApiServer) {}

  /** What the server refuses, or warns of, among the objects of a fleet's site, and pods that it would not admit. */
  public async complaints(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const texts = Object.entries(files).flatMap(([path, text]) => (path.includes('/kubernetes/') ? [text] : []));
    try {
      const applied = await this.server.apply(texts);
      if (applied.length === 0) return ['The fleet has no object.'];
      const complaints = applied.flatMap(complaintsOf);
      return complaints.length > 0 ? complaints : await this.unadmitted(texts);
    } finally {
      await this.server.clear();
    }
  }

  public stop(): Promise<void> {
    return this.server.stop();
  }

  private async unadmitted(texts: readonly string[]): Promise<readonly string[]> {
    const complaints: string[] = [];
    for (const { object } of documents(texts)) {
      const template = podTemplate(object);
      if (template === undefined) continue;
      complaints.push(...complaintsOf(await this.server.dryRunPod(object.metadata.namespace ?? '', template)));
    }
    return complaints;
  }
}

function complaintsOf({ object, refused, warnings }: Applied): readonly string[] {
  return [...(refused === undefined ? [] : [refused]), ...warnings].map((what) => `${object}: ${what}`);
}
