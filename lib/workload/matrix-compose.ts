import { type Column, mapped, note, refused } from './cell';
import type { WorkloadModel } from './model';

const PATCH = 'Use `workload.patch` on the service, or `site.addService`.';
const ENFORCED_BY_NOBODY = 'Compose networks cannot hold a workload to a target: with any egress it can call anything.';

const checkTool =
  (kind: 'http' | 'tcp') =>
  (w: WorkloadModel): boolean =>
    [w.main, ...w.sidecars].every((c) => {
      const check = c.health?.check;
      return check?.kind !== kind || check.tool !== undefined;
    });

/** What Docker Compose makes of each feature. */
export const COMPOSE: Column = {
  image: mapped('`image` by digest, `pull_policy: missing`'),
  command: mapped('`entrypoint`'),
  args: mapped('`command`'),
  env: mapped('`environment`, with `$` escaped as `$$`'),
  'env-secret': {
    verdict: 'choice',
    to: '`env_file` with `format: raw`, at `/etc/sff/secrets/<namespace>/<workload>.env` (other containers: `<workload>.<container>.env`) on the device',
    because: 'every process of the container, and `docker inspect`, sees the secret.',
    choose: "compose: { secretsInEnv: 'env-file', reason: '…' }, or mount it as a file with `secrets`",
    chosen: (w) => w.compose?.secretsInEnv === 'env-file',
  },
  'config-files': mapped('files beside `compose.yaml`; their hash in a label recreates the container'),
  secrets: note(
    '`secrets` from `/etc/sff/secrets/<namespace>/<name>/<key>` on the device',
    'Docker mounts the file of the device with its owner and mode: it has to be readable for the user of the container, as site.json says.',
  ),
  ports: mapped('`expose`'),
  'publish-lan': note(
    '`ports` with the static address of the device as `host_ip`',
    'Docker lets in whoever finds the way to that address, from beyond the LAN too, where the router leads there.',
  ),
  'publish-loopback': mapped('`ports` with `host_ip: 127.0.0.1`'),
  'publish-all': mapped('`ports` with `host_ip: 0.0.0.0`'),
  'host-network-publish': refused(
    'its ports are on the device already.',
    'Drop publish: `ports` are the ports of the device.',
  ),
  'volume-named': note('a named volume, or a directory of the device', 'Docker does not enforce the size.'),
  'volume-owner': refused(
    'Docker makes a new volume for root, so the container could not write it.',
    "State who makes it writable: owner: 'image' or 'device'.",
  ),
  'volume-owner-stated': mapped(
    "`'image'`: a named volume; `'device'`: a directory below `/var/lib/sff/volumes`, as `site.json` lists it",
  ),
  'volume-tmpfs': mapped('a `tmpfs` mount with its size'),
  'volume-host': mapped('a bind mount that is never created by Docker'),
  user: mapped('`user`'),
  'user-image': note('no `user`', 'The image decides its user, which may be root.'),
  group: mapped('`user: <user>:<group>`'),
  'group-image': refused('Docker sets a group only together with a user.', 'State the user as a number.'),
  capabilities: mapped('`cap_drop: [ALL]`, `cap_add`'),
  exceptions: mapped('`read_only`, `security_opt`, `privileged`, recorded with their reasons'),
  limits: mapped('`deploy.resources.limits`'),
  'limits-pids': mapped('`deploy.resources.limits.pids`'),
  'limits-ephemeral': {
    verdict: 'choice',
    to: 'nothing',
    because: 'Docker cannot limit the disk that a container uses.',
    choose: "compose: { ephemeralStorage: 'unenforced', reason: '…' }",
    chosen: (w) => w.compose?.ephemeralStorage === 'unenforced',
  },
  'reservations-memory': note(
    '`deploy.resources.reservations.memory`',
    'Docker reclaims memory above the reservation when the device runs short; it guarantees nothing.',
  ),
  'reservations-cpu': {
    verdict: 'choice',
    to: 'nothing',
    because: 'Docker has no CPU guarantee, and Compose ignores the field.',
    choose: "compose: { cpuReservation: 'unenforced', reason: '…' }",
    chosen: (w) => w.compose?.cpuReservation === 'unenforced',
  },
  'health-command': mapped('`healthcheck.test: [CMD, …]`'),
  'health-http': {
    verdict: 'choice',
    to: '`healthcheck` with wget or curl of the image',
    because: 'Docker can only run a command in the container, and does not know which the image has.',
    choose: "Health.httpGet({ …, composeTool: 'wget' })",
    chosen: checkTool('http'),
  },
  'health-tcp': {
    verdict: 'choice',
    to: '`healthcheck` with nc of the image',
    because:
      "Docker can only run a command in the container, and does not know which the image has; its nc has to know -z, which Debian's busybox does not.",
    choose: "Health.tcp({ …, composeTool: 'nc' })",
    chosen: checkTool('tcp'),
  },
  'health-calls': note('nothing', 'Docker only reports an unhealthy container: callers still reach it.'),
  'health-start': mapped('`healthcheck.start_period`'),
  'health-restart': {
    verdict: 'choice',
    to: '`healthcheck`, which only reports',
    because: 'Docker never restarts an unhealthy container.',
    choose: "compose: { liveness: 'reported', reason: '…' }",
    chosen: (w) => w.compose?.liveness === 'reported',
  },
  'stop-grace': mapped('`stop_grace_period`'),
  sidecars: {
    verdict: 'choice',
    to: 'a service with `network_mode: service:<main>`',
    because:
      'a sidecar starts after the main container, and loses its network when that is restarted, until it is recreated.',
    choose: "compose: { sidecars: 'shared-network', reason: '…' }",
    chosen: (w) => w.compose?.sidecars === 'shared-network',
  },
  'sidecars-replicas': refused('a sidecar joins the network of one container.', 'Run one replica.'),
  init: note(
    'a service that runs once, awaited by `depends_on: service_completed_successfully`',
    'Init containers run at every `docker compose up`, beside the running main container where that has not changed, and not when Docker restarts the container or the device boots.',
  ),
  'host-network': note(
    '`network_mode: host`',
    'It can call anything, other workloads cannot reach it by name, and its ports are open on every address of the device.',
  ),
  'host-network-edges': refused(
    'a workload in the network of the device is in no other network.',
    'Remove the edges: it can call anything already, and others reach it over the address of the device.',
  ),
  replicas: note('`deploy.replicas`', 'Docker spreads calls over replicas by DNS only, unhealthy ones included.'),
  'replicas-volume': refused('all replicas would write one volume.', 'Run one replica.'),
  'replicas-publish': refused('two containers cannot have one port of the device.', 'Run one replica.'),
  'publish-without-egress': note(
    'a bridge without masquerading',
    'It answers callers; of its own calls the replies are lost, but datagrams leave, and services of the device itself can be called.',
  ),
  'publish-host-port': mapped('not a choice here: ports are the ports of the device'),
  'replicas-host-port': refused('two containers cannot have one port of the device.', 'Run one replica.'),
  priority: note(
    '`oom_score_adj`',
    'Decides which container the kernel kills first when memory runs out; Docker schedules nothing.',
  ),
  peripherals: mapped('`devices`'),
  gpus: mapped('`deploy.resources.reservations.devices` with `count`; needs the NVIDIA container toolkit'),
  labels: mapped('labels of the container'),
  on: mapped('the one device of the site; `site.json` names it'),
  'egress-lan': {
    verdict: 'choice',
    to: 'a network that can call anything',
    because: ENFORCED_BY_NOBODY,
    choose: "compose: { egress: 'unenforced', reason: '…' }",
    chosen: (w) => w.compose?.egress === 'unenforced',
  },
  'egress-to': {
    verdict: 'choice',
    to: 'a network that can call anything',
    because: ENFORCED_BY_NOBODY,
    choose: "compose: { egress: 'unenforced', reason: '…' }",
    chosen: (w) => w.compose?.egress === 'unenforced',
  },
  'egress-internet': note('a network that can call anything', 'The LAN and the device can be called too.'),
  connect: note(
    'an internal network of the two',
    'A connection is symmetric and covers all ports: each end can call every port of the other, and services of the device itself over the address that Docker gives it on the network.',
  ),
  'allow-from': refused('Docker has no pods.', 'Use connectTo, or publish the port.'),
  'pull-secrets': note('nothing', 'The Docker of the device has to be logged in to the registry: docker login.'),
  logging: mapped('`logging` with `max-size` and `max-file`'),
  restart: mapped('`restart: unless-stopped`'),
  ingress: refused(
    'there is no route yet.',
    'Run a proxy as a workload with a published port, and connect it to the others.',
  ),
  jobs: refused('there is no job yet.', 'Use `site.addService` with restart: "no", and waive restart-missing.'),
  cron: refused('Compose has no clock.', 'Run a scheduler as a workload, or a systemd timer on the device.'),
  backup: refused(
    'there is no backup yet.',
    "Run a workload that dumps over the network, or back up the directories of `owner: 'device'` from the device.",
  ),
  'start-order': refused('it holds at `up` only, not after a boot.', 'Let the program retry.'),
  rolling: refused('Compose stops the old container before it starts the new one.', 'Use K3s with two replicas.'),
  'gpu-sharing': refused('only whole GPUs are portable.', PATCH),
  ulimits: refused('not portable.', PATCH),
  networks: refused('not portable.', PATCH),
  namespaces: refused('they undo isolation.', PATCH),
  'service-account': refused(
    'the Docker socket is root on the device.',
    'Run what needs it on the device, outside of Docker.',
  ),
  scheduling: refused('a Compose site is one device.', 'Use K3s.'),
  build: refused('everything is resolved when the program runs.', 'Build in CI, and use the values of the program.'),
};
