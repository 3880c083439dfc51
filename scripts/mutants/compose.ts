// biome-ignore-all lint/suspicious/noTemplateCurlyInString: parts of source text
import type { Mutant } from './mutant';

const MOUNTS = 'lib/compose/mounts.ts';
const NETWORKS = 'lib/compose/networks.ts';
const SERVICE = 'lib/compose/to-service.ts';
const WORKLOAD = 'lib/compose/to-compose.ts';

/** Defects of what is made for Docker Compose. */
export const COMPOSE: readonly Mutant[] = [
  {
    name: 'compose-dollars-unescaped',
    file: 'lib/compose/interpolation.ts',
    search: "text.replaceAll('$', '$$$$') : text)) as T",
    replace: "text.replaceAll('$', '$$') : text)) as T",
    breaks: 'passwords and commands lose what follows a dollar',
  },
  {
    name: 'compose-command-crossed',
    file: SERVICE,
    search: 'entrypoint: container.command,\n    command: container.args,',
    replace: 'entrypoint: container.args,\n    command: container.command,',
    breaks: 'the container runs its arguments as its program',
  },
  {
    name: 'compose-port-everywhere',
    file: SERVICE,
    search: 'host_ip: hosts[publish.on]',
    replace: 'host_ip: hosts.all',
    breaks: 'a debug port for the device itself answers on the LAN',
  },
  {
    name: 'compose-root-filesystem-writable',
    file: SERVICE,
    search: '    read_only: exceptions.writableRootFilesystem === undefined ? true : undefined,\n',
    replace: '',
    breaks: 'an intruder can change the program',
  },
  {
    name: 'compose-capabilities-kept',
    file: SERVICE,
    search: "    cap_drop: ['ALL'],\n",
    replace: '',
    breaks: 'containers keep the fourteen capabilities that Docker gives',
  },
  {
    name: 'compose-memory-limit-lost',
    file: SERVICE,
    search: 'memory: bytesText(limits.memory), ',
    replace: '',
    breaks: 'one leak takes the memory of the whole device',
  },
  {
    name: 'compose-user-without-group',
    file: SERVICE,
    search: '`${user}:${group ?? user}`',
    replace: '`${user}`',
    breaks: "programs run in root's group",
  },
  {
    name: 'compose-grace-lost',
    file: SERVICE,
    search: '    stop_grace_period: `${workload.stopGraceSeconds}s`,\n',
    replace: '',
    breaks: 'a database is killed after ten seconds',
  },
  {
    name: 'compose-env-file-parsed',
    file: SERVICE,
    search: "format: 'raw', ",
    replace: '',
    breaks: 'quotes and dollars of secrets in an env file are eaten',
  },
  {
    name: 'compose-secret-target-lost',
    file: SERVICE,
    search: 'source: secretKey(workload, name, key), target: path',
    replace: 'source: secretKey(workload, name, key), target: key',
    breaks: 'a program does not find its secret',
  },
  {
    name: 'compose-alias-lost',
    file: SERVICE,
    search: '{ aliases: [hostname] }',
    replace: '{ aliases: [] }',
    breaks: 'a workload finds no other by name',
  },
  {
    name: 'compose-replicas-lost',
    file: SERVICE,
    search: 'replicas: main && workload.replicas > 1 ? workload.replicas : undefined',
    replace: 'replicas: main && workload.replicas > 4 ? workload.replicas : undefined',
    breaks: 'one container runs where three were declared',
  },
  {
    name: 'compose-interval-unit',
    file: 'lib/compose/healthcheck.ts',
    search: 'interval: `${health.interval}s`',
    replace: 'interval: `${health.interval}ms`',
    breaks: 'the check runs a hundred times a second',
  },
  {
    name: 'compose-secret-as-environment',
    file: 'lib/compose/document.ts',
    search: "draft.add('secrets', key, { file }, construct)",
    replace: "draft.add('secrets', key, { environment: file }, construct)",
    breaks: 'the secret is looked for in the environment of whoever runs Compose',
  },
  {
    name: 'compose-config-hash-without-content',
    file: 'lib/compose/config-files.ts',
    search: '({ target, text }) => [target, text]',
    replace: '({ target }) => [target]',
    breaks: 'a new configuration is not read until something else recreates the container',
  },
  {
    name: 'compose-edge-leads-outside',
    file: NETWORKS,
    search: 'networks.set(edge, { internal: true })',
    replace: 'networks.set(edge, {})',
    breaks: 'a workload without egress calls the internet over the network of a connection',
  },
  {
    name: 'compose-published-masquerades',
    file: NETWORKS,
    search: "'com.docker.network.bridge.enable_ip_masquerade': 'false'",
    replace: "'com.docker.network.bridge.enable_ip_masquerade': 'true'",
    breaks: 'a workload with a published port calls the internet',
  },
  {
    name: 'compose-default-network',
    file: NETWORKS,
    search: "networks.length === 0 ? 'none'",
    replace: "networks.length === 0 ? 'host'",
    breaks: 'a workload that needs no network has that of the device',
  },
  {
    name: 'compose-subnet-too-small',
    file: 'lib/compose/subnets.ts',
    search: 'const OWN_ADDRESSES = 3;',
    replace: 'const OWN_ADDRESSES = 1;',
    breaks: 'the sixth container of a network finds no address',
  },
  {
    name: 'compose-tmp-mode',
    file: MOUNTS,
    search: 'const TMPFS_MODE = 0o1777;',
    replace: 'const TMPFS_MODE = 1777;',
    breaks: '`/tmp` has the mode 3361 and cannot be written',
  },
  {
    name: 'compose-init-not-waited-for',
    file: WORKLOAD,
    search: "condition: 'service_completed_successfully'",
    replace: "condition: 'service_started'",
    breaks: 'a program starts while its migration still runs',
  },
  {
    name: 'compose-sidecar-left-behind',
    file: WORKLOAD,
    search: "condition: 'service_started', restart: true",
    replace: "condition: 'service_started', restart: false",
    breaks: 'after an update of the main container its sidecar stays in a network that is gone',
  },
  {
    name: 'compose-down-after-power-cut',
    file: WORKLOAD,
    search: "restart: 'unless-stopped',\n    ...toNetworks",
    replace: "restart: 'on-failure',\n    ...toNetworks",
    breaks: 'a program that ends with 0 stays down',
  },
];
