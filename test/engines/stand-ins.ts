import { documents, type KubernetesObject } from '../../engines/harness/objects';
import { secretOf } from '../../engines/harness/secret';
import { IMAGE_USER, type StandinImage } from '../../engines/standin/image';
import { podTemplate } from './pods';

interface Probe {
  readonly exec?: { readonly command: readonly string[] };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly ports?: readonly { readonly containerPort: number; readonly protocol?: string }[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly (Container & { readonly restartPolicy?: string })[];
}

/** Beside the ports that it declares, the stand-in of a pod's nth container serves this one and the next n. */
export const CONTROL_PORT = 61000;

/** A stand-in for every image of the YAML: with the ports, the entrypoint and the tools that its container names. */
export function standIns(yaml: readonly string[]): readonly StandinImage[] {
  return documents(yaml).flatMap(({ object }) => {
    const spec = podTemplate(object)?.spec as PodSpec | undefined; // accepted by the server
    if (spec === undefined) return [];
    const init = (spec.initContainers ?? []).map((each) =>
      each.restartPolicy === 'Always' ? each : { ...each, exit: 0 },
    );
    return [...spec.containers, ...init].map((container, index) => standIn(container, index));
  });
}

function standIn(container: Container & { readonly exit?: number }, index: number): StandinImage {
  const probes = [container.readinessProbe, container.livenessProbe, container.startupProbe];
  const programs = [container.command, ...probes.map((probe) => probe?.exec?.command)].flatMap(
    (each) => each?.[0] ?? [],
  );
  const declared = (container.ports ?? []).map(({ containerPort, protocol = 'TCP' }) =>
    protocol === 'UDP' ? `${containerPort}/udp` : containerPort,
  );
  return {
    names: [container.image],
    ports: [...declared, CONTROL_PORT + index],
    programs: [...new Set(programs)],
    user: IMAGE_USER,
    ...(container.exit === undefined ? {} : { exit: container.exit }),
  };
}

/** What `site.json` says that a site's operator has to provide. */
interface Facts {
  readonly secrets: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    readonly keys: readonly string[];
  }[];
}

/** The secrets that `site.json` asks for. */
export function secrets(siteJson: string): readonly KubernetesObject[] {
  const facts = JSON.parse(siteJson) as Facts; // written by this library
  return facts.secrets.map(({ name, namespace, keys }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    ...(keys.includes('.dockerconfigjson')
      ? { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{"auths":{}}' } }
      : { stringData: Object.fromEntries(keys.map((key) => [key, secretOf(namespace, name, key)])) }),
  }));
}
