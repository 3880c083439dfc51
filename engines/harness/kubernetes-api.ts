import { type KubernetesClient, messageOf } from './kubernetes-client';
import { documents, inOrder, type KubernetesObject, title } from './objects';

/** What the server did with one object. */
export interface Applied {
  /** `apps/v1 Deployment till/db` */
  readonly object: string;
  /** The server's words when it refused. */
  readonly refused?: string;
  readonly warnings: readonly string[];
  readonly resourceVersion?: string;
}

/** An object, or its kind and place. */
export type Reference = Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>;

/** How tests talk with a cluster: strictly, and with what they applied remembered. */
export class KubernetesApi {
  public static readonly MANAGER = 'sff-engines';
  private readonly applied = new Map<string, KubernetesObject>();

  constructor(public readonly client: KubernetesClient) {}

  /**
   * Applies YAML texts or objects on the server's side with strict field validation, custom resources and namespaces
   * first. Each document is sent as it stands. A refusal is a result, not an exception.
   */
  public async apply(input: string | readonly (string | KubernetesObject)[]): Promise<readonly Applied[]> {
    const results: Applied[] = [];
    for (const { object, text } of inOrder(documents(input))) results.push(await this.applyOne(object, text));
    return results;
  }

  /** Applies what a test takes for granted; a refusal is an exception, and `clear` leaves it. */
  public async install(input: string | readonly (string | KubernetesObject)[]): Promise<void> {
    const before = new Map(this.applied);
    const refused = (await this.apply(input)).filter((result) => result.refused !== undefined);
    this.applied.clear();
    for (const [path, object] of before) this.applied.set(path, object);
    if (refused.length > 0) throw new Error(refused.map(({ object, refused }) => `${object}: ${refused}`).join('\n'));
  }

  public async get<T extends KubernetesObject>(reference: Reference): Promise<T> {
    return this.client.json<T>('GET', await this.client.pathOf(reference));
  }

  /** All objects of a kind, of one namespace or of all. */
  public async list<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    namespace?: string,
  ): Promise<readonly T[]> {
    const metadata = { name: '', ...(namespace === undefined ? {} : { namespace }) };
    const path = await this.client.pathOf({ apiVersion, kind, metadata });
    return (await this.client.json<{ items: readonly T[] }>('GET', path)).items;
  }

  public async delete(reference: Reference): Promise<void> {
    await this.client.json('DELETE', await this.client.pathOf(reference));
  }

  /** Creates a pod for the look of it: admission (Pod Security, priorities, accounts) answers, nothing is stored. */
  public async dryRunPod(namespace: string, template: PodTemplate): Promise<Applied> {
    const pod: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...template.metadata, name: 'dry-run', namespace },
      spec: template.spec,
    };
    const path = await this.client.pathOf({ ...pod, metadata: { name: '', namespace } });
    const answer = await this.client.request('POST', `${path}?dryRun=All&fieldValidation=Strict`, JSON.stringify(pod));
    return {
      object: title(pod),
      warnings: answer.warnings,
      ...(answer.status >= 300 ? { refused: messageOf(answer) } : {}),
    };
  }

  /** Removes all that was applied, so that the next site finds an empty server. For servers without controllers. */
  public async clear(): Promise<void> {
    for (const [path, object] of [...this.applied].reverse()) {
      await this.client.request('PATCH', path, '{"metadata":{"finalizers":null}}', 'application/merge-patch+json');
      await this.client.request('DELETE', `${path}?gracePeriodSeconds=0`);
      if (object.kind === 'Namespace') await this.client.request('PUT', `${path}/finalize`, finalized(object));
    }
    this.applied.clear();
  }

  private async applyOne(object: KubernetesObject, text: string): Promise<Applied> {
    const name = title(object);
    try {
      const path = await this.client.pathOf(object);
      const query = `fieldManager=${KubernetesApi.MANAGER}&fieldValidation=Strict&force=true`;
      const answer = await this.client.request('PATCH', `${path}?${query}`, text, 'application/apply-patch+yaml');
      if (answer.status >= 300) return { object: name, warnings: answer.warnings, refused: messageOf(answer) };
      this.applied.set(path, object);
      const { metadata } = JSON.parse(answer.text) as KubernetesObject; // the server's answer is the object
      const version = metadata.resourceVersion;
      return {
        object: name,
        warnings: answer.warnings,
        ...(version === undefined ? {} : { resourceVersion: version }),
      };
    } catch (error) {
      return { object: name, warnings: [], refused: error instanceof Error ? error.message : String(error) };
    }
  }
}

export interface PodTemplate {
  readonly metadata?: Omit<KubernetesObject['metadata'], 'name'>;
  readonly spec: unknown;
}

function finalized({ metadata }: KubernetesObject): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: metadata.name },
    spec: { finalizers: [] },
  });
}
