import { atOnce } from './at-once';
import { eventually } from './command';
import { type KubernetesClient, messageOf, type Response } from './kubernetes-client';
import { byRank, type Document, documents, type KubernetesObject, title } from './objects';

/** What the server did with one object. */
export interface Applied {
  /** `apps/v1 Deployment till/db` */
  readonly object: string;
  /** The server's words when it refused. */
  readonly refused?: string;
  readonly warnings: readonly string[];
  /** The object as the server keeps it. */
  readonly stored?: KubernetesObject;
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
    const list = documents(input);
    const results = new Map<Document, Applied>();
    for (const rank of byRank(list)) {
      await atOnce(rank, async (document) => {
        results.set(document, await this.applyOne(document));
      });
    }
    return list.flatMap((document) => results.get(document) ?? []);
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
    await this.ensureDefaultAccount(namespace);
    const pod: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...template.metadata, name: 'dry-run', namespace },
      spec: template.spec,
    };
    const path = `${await this.client.pathOf({ ...pod, metadata: { name: '', namespace } })}?dryRun=All&fieldValidation=Strict`;
    return applied(pod, await this.client.request('POST', path, JSON.stringify(pod)));
  }

  /** Removes all that was applied, so that the next site finds an empty server. For servers without controllers. */
  public async clear(): Promise<void> {
    const all = [...this.applied].reverse();
    const isNamespace = ([, object]: [string, KubernetesObject]) => object.kind === 'Namespace';
    const inside = all.filter((each) => !isNamespace(each));
    await atOnce(inside, ([path, object]) => this.remove(path, object));
    await atOnce(all.filter(isNamespace), ([path, object]) => this.removeNamespace(path, object));
    this.applied.clear();
  }

  private async remove(path: string, object: KubernetesObject): Promise<void> {
    if ((object.metadata.finalizers ?? []).length > 0) {
      await this.client.request('PATCH', path, '{"metadata":{"finalizers":null}}', 'application/merge-patch+json');
    }
    await this.client.request('DELETE', `${path}?gracePeriodSeconds=0&propagationPolicy=Background`);
  }

  /** What the namespace controller does at the end, without which it is never gone. */
  private async removeNamespace(path: string, { metadata }: KubernetesObject): Promise<void> {
    const finalized = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: metadata.name },
      spec: { finalizers: [] },
    };
    await this.client.request('DELETE', path);
    await eventually(
      async () => {
        await this.client.request('PUT', `${path}/finalize`, JSON.stringify(finalized));
        return (await this.client.request('GET', path)).status;
      },
      (status) => status === 404,
    );
  }

  /** Made by a controller in a whole cluster; without it a pod that names no account is refused. */
  private async ensureDefaultAccount(namespace: string): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
    const account: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace },
    };
    const answer = await this.client.request('POST', path, JSON.stringify(account));
    if (answer.status === 201) this.applied.set(`${path}/default`, account);
  }

  private async applyOne({ object, text }: Document): Promise<Applied> {
    try {
      const path = await this.client.pathOf(object);
      const query = `fieldManager=${KubernetesApi.MANAGER}&fieldValidation=Strict&force=true`;
      const answer = await this.client.request('PATCH', `${path}?${query}`, text, 'application/apply-patch+yaml');
      const result = applied(object, answer);
      if (result.stored !== undefined) this.applied.set(path, result.stored);
      return result;
    } catch (error) {
      return { object: title(object), warnings: [], refused: error instanceof Error ? error.message : String(error) };
    }
  }
}

function applied(object: KubernetesObject, answer: Response): Applied {
  const result = { object: title(object), warnings: answer.warnings };
  return answer.status >= 300
    ? { ...result, refused: messageOf(answer) }
    : { ...result, stored: JSON.parse(answer.text) as KubernetesObject }; // a good answer is the object
}

export interface PodTemplate {
  readonly metadata?: Omit<KubernetesObject['metadata'], 'name'>;
  readonly spec: unknown;
}
