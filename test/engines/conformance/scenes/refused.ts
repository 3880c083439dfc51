import { Size } from 'cdk8s';
import { type Application, Egress, Workload } from 'sff-constructs';
import type { FeatureId } from '../../../../lib/workload/features';
import type { Behaviour, Observation, Scene } from '../behaviour';
import { selfOf, writes } from '../running-site';
import { image, SMALL } from '../sites';

const reason = 'The suite shows what it means.';
const REFUSED = { refused: ['unsupported'] };
const data = { name: 'data', mountPath: '/data', size: Size.mebibytes(8) };

/** What synth refuses on Docker Compose, and what K3s makes of it. */
const onK3sOnly: readonly Scene[] = [
  alone('volume-owner', 'A named volume without owner, for a user that is not root', {
    program: (application) =>
      new Workload(application, 'writer', { ...SMALL, image: image('writer'), volumes: [data] }),
    observe: async (site) => ({ writable: await writes(site, 'volume-owner/writer', '/data') }),
    k3s: { writable: true },
  }),
  alone('group-image', "A group beside `user: 'image'`", {
    program: (application) =>
      new Workload(application, 'member', { ...SMALL, image: image('member'), user: 'image', group: 2000 }),
    async observe(site) {
      const { uid, gid } = await selfOf(site, 'group-image/member');
      return { user: uid, group: gid };
    },
    k3s: { user: 4321, group: 2000 },
  }),
  alone('sidecars-replicas', 'Two replicas with a sidecar', {
    program: (application) =>
      new Workload(application, 'pair', {
        ...SMALL,
        image: image('pair'),
        replicas: 2,
        sidecars: [{ ...SMALL, name: 'helper', image: image('helper') }],
      }),
    observe: async (site) => ({ ready: await site.readyReplicas('sidecars-replicas/pair') }),
    k3s: { ready: 2 },
  }),
  alone('replicas-publish', 'Two replicas with a published port', {
    program: (application) =>
      new Workload(application, 'counter', {
        ...SMALL,
        image: image('twice'),
        ports: [{ name: 'http', port: 8080, publish: 8090 }],
        replicas: 2,
      }),
    observe: async (site) => ({
      ready: await site.readyReplicas('replicas-publish/counter'),
      'opens from the LAN': await site.opens('lan', 'replicas-publish/counter', 8090),
    }),
    k3s: { ready: 2, 'opens from the LAN': true },
  }),
];

/** What synth refuses on both. */
const onNeither: readonly Scene[] = [
  nowhere(
    'host-network-publish',
    "A published port in the device's network",
    (application) =>
      new Workload(application, 'one', {
        ...SMALL,
        image: image('one'),
        hostNetwork: { reason },
        ports: [{ name: 'http', port: 8080, publish: 8091 }],
      }),
  ),
  nowhere(
    'host-network-edges',
    "Egress in the device's network",
    (application) =>
      new Workload(application, 'one', {
        ...SMALL,
        image: image('one'),
        hostNetwork: { reason },
        egress: [Egress.internet()],
      }),
  ),
  nowhere(
    'replicas-volume',
    'Two replicas with a named volume',
    (application) =>
      new Workload(application, 'one', {
        ...SMALL,
        image: image('one'),
        replicas: 2,
        volumes: [{ ...data, owner: 'image' }],
      }),
  ),
  nowhere(
    'replicas-host-port',
    "Two replicas in the device's network",
    (application) =>
      new Workload(application, 'one', {
        ...SMALL,
        image: image('one'),
        replicas: 2,
        hostNetwork: { reason },
        ports: [{ name: 'http', port: 8092 }],
      }),
  ),
];

export const refused: readonly Scene[] = [...onK3sOnly, ...onNeither];

function alone(
  feature: FeatureId,
  title: string,
  {
    program,
    observe,
    k3s,
  }: { program: (application: Application) => unknown; k3s: Observation } & Pick<Behaviour, 'observe'>,
): Scene {
  return {
    id: feature,
    program,
    behaviours: [
      { id: feature, title, features: [feature], observe, expect: { k3s, 'docker-compose': REFUSED, noted: feature } },
    ],
  };
}

function nowhere(feature: FeatureId, title: string, program: (application: Application) => unknown): Scene {
  return {
    id: feature,
    program,
    behaviours: [
      { id: feature, title, features: [feature], observe: async () => 'accepted', expect: { both: REFUSED } },
    ],
  };
}
