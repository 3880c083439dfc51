import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject } from './objects';

export interface Server {
  readonly url: string;
  /** File with the certificates to trust. */
  readonly ca: string;
  readonly token: string;
  /** Unix socket that leads to the server. */
  readonly socket?: string;
}

export interface Response {
  readonly status: number;
  /** What the server complains of without refusing: Pod Security, deprecated versions. */
  readonly warnings: readonly string[];
  readonly text: string;
}

interface Resource {
  readonly path: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

interface ResourceList {
  readonly resources?: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

/** Raw requests to a Kubernetes API, and where each kind is served. */
export class KubernetesClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });
  private readonly resources = new Map<string, Resource>();

  private readonly ca: Buffer;

  constructor(private readonly server: Server) {
    this.ca = readFileSync(server.ca);
  }

  public close(): void {
    this.agent.destroy();
  }

  public request(method: string, path: string, body?: string, contentType = 'application/json'): Promise<Response> {
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.server.url),
        {
          method,
          agent: this.agent,
          ca: this.ca,
          ...(this.server.socket === undefined ? {} : { socketPath: this.server.socket }),
          headers: {
            authorization: `Bearer ${this.server.token}`,
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, warnings: warningsOf(response.headers.warning), text });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** The body of a good answer. Throws with the server's words otherwise. */
  public async json<T>(method: string, path: string, body?: string, contentType?: string): Promise<T> {
    const response = await this.request(method, path, body, contentType);
    if (response.status >= 300) throw new Error(`${method} ${path}: ${messageOf(response)}`);
    return JSON.parse(response.text) as T; // the server's own types
  }

  /** The path of an object, or of its kind in its namespace for an empty name. */
  public async pathOf(object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>): Promise<string> {
    const { path, plural, namespaced } = await this.resourceOf(object.apiVersion, object.kind);
    const { name, namespace } = object.metadata;
    if (namespaced && namespace === undefined && name !== '') {
      throw new Error(`${object.kind} "${name}" has no namespace`);
    }
    const place =
      namespaced && namespace !== undefined ? `${path}/namespaces/${namespace}/${plural}` : `${path}/${plural}`;
    return name === '' ? place : `${place}/${name}`;
  }

  /** Where a kind is served; one that a CRD has just defined takes seconds on a busy machine. */
  private async resourceOf(apiVersion: string, kind: string): Promise<Resource> {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    for (let tries = 0; ; tries++) {
      const known = this.resources.get(`${apiVersion} ${kind}`);
      if (known) return known;
      if (tries > 0) await sleep(100);
      const response = await this.request('GET', path);
      const list: ResourceList = response.status === 200 ? (JSON.parse(response.text) as ResourceList) : {};
      for (const { name, kind, namespaced } of list.resources ?? []) {
        if (!name.includes('/')) this.resources.set(`${apiVersion} ${kind}`, { path, plural: name, namespaced });
      }
      if (tries === 100 && !this.resources.has(`${apiVersion} ${kind}`)) {
        throw new Error(`The server has no kind ${kind} in ${apiVersion}.`);
      }
    }
  }
}

/** What a refusal says. */
export function messageOf(response: Response): string {
  try {
    return (JSON.parse(response.text) as { message?: string }).message ?? response.text;
  } catch {
    return `${response.status} ${response.text}`;
  }
}

function warningsOf(header: string | undefined): readonly string[] {
  return [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\(.)/g, '$1'),
  );
}
