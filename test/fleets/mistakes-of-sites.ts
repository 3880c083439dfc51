import { Egress } from 'sff-constructs';
import { hardware, untyped } from '../tree/program';
import { also, device, inSite, inWorkload, type Mutation, publishing, service, site, twin } from './mutation';

/** What users get wrong in a site, its devices, and services that it adopts. */
export const OF_SITES: readonly Mutation[] = [
  // Site and devices
  site('a LAN that is none', 'subnet-invalid', ({ props }) => ({ network: { ...props.network, lan: '10.0.42.7/24' } })),
  site(
    'a LAN where pods are',
    'subnet-overlap',
    ({ props }) => ({ network: { lan: '10.42.0.0/24', proxy: props.network.proxy } }),
    'k3s',
  ),
  site('a LAN where containers are', 'subnet-overlap', () => ({ network: { lan: '172.28.3.0/24' } }), 'docker-compose'),
  site(
    "containers where Docker's own bridge is",
    'subnet-overlap',
    ({ props: { network } }) => ({ network: { ...network, containers: '172.17.0.0/16' } }),
    'docker-compose',
  ),
  site('a version that is none', 'value-invalid', () => ({ version: 'latest' }), 'k3s'),
  site('values that no JSON holds', 'value-invalid', () => ({ values: { at: () => undefined } })),
  site('a link of no speed', 'value-invalid', () => ({ link: { downlink: 0 } })),
  site('defaults that are misspelt', 'property-unknown', () => ({ defaults: { users: 1 } })),
  device('an address outside of the LAN', 'address-invalid', { address: '8.8.8.8' }),
  device('an address that is none', 'address-invalid', { address: '10.0.42.300' }),
  device('an unknown architecture', 'architecture-unknown', { architecture: 'x86_64' }),
  device('a device without memory', 'value-invalid', { memory: undefined }),
  device('a device of no cores', 'value-invalid', { cores: -4 }),
  device('a role on Compose', 'value-invalid', { role: 'server' }, 'docker-compose'),
  {
    mistake: 'no device',
    code: 'device-count',
    on: 'docker-compose',
    at: 'site',
    apply: inSite(() => ({ devices: [] })),
  },
  {
    mistake: 'no server',
    code: 'server-count',
    on: 'k3s',
    at: 'site',
    apply: inSite(({ devices }) => ({
      devices: devices.map(({ id, props }) => ({ id, props: { ...props, role: 'agent' } })),
    })),
  },
  {
    mistake: 'a machine twice',
    code: 'serial-duplicate',
    on: 'k3s',
    at: 'site',
    apply: inSite(({ devices }) => ({
      devices: also(
        devices,
        ...['one', 'two'].map((id) => ({
          id,
          props: { ...hardware, serial: 'SN-twice' },
        })),
      ),
    })),
  },
  {
    mistake: 'a name of the fleet with capitals',
    code: 'name-invalid',
    at: 'fleet',
    apply: (plan) => ({ ...plan, id: 'Stores' }),
  },
  {
    mistake: 'an address twice',
    code: 'address-duplicate',
    on: 'k3s',
    at: 'site',
    apply: inSite(({ devices, props: { network } }) => ({
      devices: also(
        devices,
        ...['one', 'two'].map((id) => ({ id, props: { ...hardware, address: network.lan.replace(/\/.*/, '') } })),
      ),
    })),
  },
  {
    mistake: 'no user anywhere',
    code: 'user-missing',
    at: 'workload',
    apply: (plan, at) =>
      inWorkload(({ props }) => ({ props: { ...props, user: undefined } }))(
        {
          ...plan,
          props: { ...plan.props, defaults: undefined },
          site: { ...plan.site, props: { ...plan.site.props, defaults: undefined } },
        },
        at,
      ),
  },
  {
    mistake: 'a port on the LAN of a device without address',
    code: 'publish-without-address',
    on: 'docker-compose',
    at: 'workload',
    apply: (plan, at) =>
      inSite(({ devices }) => ({
        devices: devices.map(({ id, props }) => ({ id, props: { ...props, address: undefined } })),
      }))(inWorkload(({ props }) => ({ props: untyped({ ...props, ...publishing({ port: 8123 }) }) }))(plan, at), at),
  },
  {
    mistake: 'no room for containers',
    code: 'subnets-exhausted',
    on: 'docker-compose',
    at: 'site',
    apply: (plan, at) =>
      [0, 1].reduce(
        (before, n) => twin({ egress: [Egress.internet()] }, `caller-${n}`)(before, at),
        inSite(({ props }) => ({ props: { ...props, network: { ...props.network, containers: '172.30.0.0/29' } } }))(
          plan,
          at,
        ),
      ),
  },
  {
    mistake: 'an object with capitals in its name',
    code: 'object-invalid',
    on: 'k3s',
    at: 'site',
    apply: inSite(({ objects }) => ({
      objects: also(objects, {
        id: 'mistaken',
        props: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Pos' } },
      }),
    })),
  },
  // Adopted services
  service('a service that is built on the device', 'build-on-device', { build: '.' }),
  service('a service without restart', 'restart-missing', { restart: undefined }),
  service('a service without limits', 'limits-missing', { deploy: undefined }),
  service("a service with Docker's socket", 'host-path', { volumes: ['/var/run/docker.sock:/var/run/docker.sock'] }),
  service('a service on all interfaces', 'port-on-all-interfaces', { ports: ['8123:80'] }),
  service('a service with a variable', 'interpolation', { environment: { TAG: '$TAG' } }),
  service('a service that owns the device', 'privileged', { privileged: true }),
  service('a service in the network of the device', 'host-namespace', { network_mode: 'host' }),
  service('a service that administers', 'capability-added', { cap_add: ['SYS_ADMIN'] }),
  service('a service without seccomp', 'unconfined', { security_opt: ['seccomp=unconfined'] }),
  service('a service that is pulled always', 'image-pull-always', { pull_policy: 'always' }),
  service('a service that needs none of the project', 'compose-invalid', { depends_on: ['nowhere'] }),
];
