import { AZURE_RULES } from './azure-rules';
import { rule, waivable } from './rule';

export type { Rule } from './rule';

/** Every rule, by its code. `docs/rules.md` is made from this table. */
export const RULES = {
  // The tree
  'app-not-sff': rule(
    'A fleet stands in an `SffApp`: a plain `cdk8s.App` cannot write Compose projects or device files.',
    "new Fleet(new App(), 'stores', { orchestrator: 'k3s' })",
    'Write `new SffApp()` where the program says `new App()`.',
  ),
  'fleet-nested': rule(
    'A fleet stands directly in the app: an environment is a fleet, and no fleet is part of another.',
    "new Fleet(new Construct(app, 'eu'), 'stores', …)",
    'Give the app as scope, and put what groups fleets into their names or labels.',
  ),
  'orchestrator-conflict': rule(
    'A device and a fleet run exactly one orchestrator. TypeScript refuses a mix; JavaScript and casts are refused here.',
    "new K3sSite(new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' }), 'k1', …)",
    'Put the construct below a fleet or site that runs what it needs.',
  ),
  'orchestrator-unknown': rule(
    'An orchestrator is `k3s` or `docker-compose`.',
    "parseOrchestrator('swarm')",
    "Write 'k3s' or 'docker-compose'.",
  ),
  'scope-unknown': rule(
    'Sites stand in a fleet; applications, devices and workloads stand in a site, at any depth.',
    "new Workload(app, 'pos', …)",
    'Give a site, or an application of one, as scope.',
  ),
  'name-invalid': rule(
    'Names become directories, DNS labels and object names, so they are DNS-1035 labels.',
    "new Workload(site, 'Pos', …)",
    'Use 1 to 63 of a-z, 0-9 and "-", starting with a letter and not ending with "-".',
  ),
  'name-duplicate': rule(
    'Two constructs of one scope, or two objects of one kind and namespace, have one name; or foreign pods have the label by which a workload finds its own.',
    "new K3sSite(stores, 'store-1', …); new K3sSite(stores, 'store-1', …)",
    'Rename one of them.',
  ),
  'rename-invalid': rule(
    'What was renamed keeps its first name on site, so that name is free: no other construct has it, or had it.',
    "new Application(site, 'checkout', { renamedFrom: 'till' }); new Application(site, 'till')",
    'Write the id that it had when it was first delivered, or leave `renamedFrom` out.',
  ),
  'identity-changed': rule(
    'What has identity on site is in the lock, and may not change or go by accident: its data would be lost.',
    'the volume `data` of a workload is called `tables` now, or its size is smaller',
    'Undo it, or write `renamedFrom`, or say that you mean it: `sff accept <path> --reason "…"`.',
  ),
  'site-removed': rule(
    'A site that is in the lock, and no more in the program, would be left alone with what runs there.',
    'a row of the inventory was deleted',
    'Undo it, or write `renamedFrom`, or give it up: `sff retire <path> --reason "…"`.',
  ),
  'lock-outdated': rule(
    'A frozen lock, as under CI, has to know everything: what is new is locked where it is made.',
    'a new site, pushed without `sff.lock.json`',
    'Run synth where CI is not set, or with SFF_FROZEN=0, and commit the lock.',
  ),
  'lock-invalid': rule(
    'A lock is a file that synth has written, and that a merge has left whole.',
    'two branches gave one fact two values, and both lines are there',
    'Keep the line that is true on site, or take the file from version control again.',
  ),
  'shard-invalid': rule(
    'A shard is one of at most 64 parts, and a single site is one that the program has.',
    'SFF_SHARD=9/8',
    'Write 1/8 to 8/8, say, or the <fleet>/<site> of a directory.',
  ),
  'decision-invalid': rule(
    'A decision is about something that the last synth found changed, and has a reason and an author.',
    "sff accept stores/store-0042 --reason ''",
    'Run synth, and take the path from what it says.',
  ),
  'value-invalid': rule(
    'A property has a value of the wrong type or out of its range.',
    "replicas: '2'",
    'Give what the message asks for.',
  ),
  'property-unknown': rule(
    'A property is misspelt, or belongs to the other orchestrator. What nobody reads would be dropped without a word. A subclass of one of our constructs may hand its own properties up with ours: of those, only what looks like one of ours is refused.',
    "volume: [{ name: 'data', … }]",
    'Use a name from the list in the message.',
  ),
  'reference-unknown': rule(
    'Something is named that does not exist.',
    "db.endpoint('postgres') where the port is named 'pg'",
    'Use a name from the list in the message.',
  ),
  'label-invalid': rule(
    'Labels follow the rules of Kubernetes on both orchestrators, so that one inventory serves both.',
    "labels: { customer: 'Müller & Söhne' }",
    'Keys: up to 63 of A-Z, a-z, 0-9, "-", "_", ".", with an optional DNS prefix; values: the same, or empty.',
  ),
  'inventory-row': rule(
    'A row of the inventory cannot become a site, or no row has a field that the program names.',
    "fleet.sites([{ id: 'store-1' }, { id: 'store-1' }], …)",
    'Mend the row that the message numbers (the first is 1), or the name of the field.',
  ),
  'waiver-invalid': rule(
    'A waiver names rules that can be waived, and gives a reason.',
    "Rules.waive(site, ['limits-missing'], { reason: '' })",
    'Give a reason, and only codes that this page marks as waivable.',
  ),
  'dependency-between-sites': rule(
    'Sites are delivered one by one, over links that drop: nothing in one can wait for something in another.',
    'siteA.node.addDependency(siteB)',
    'Remove the dependency.',
  ),
  'environment-changes-output': rule(
    'The same program gives the same bytes on every machine; variables that change what cdk8s emits are refused.',
    'CDK8S_DISABLE_SORT=1 cdk8s synth',
    'Unset the variable that the message names.',
  ),
  'construct-invalid': rule(
    'A construct of another library, added with `node.addValidation`, says that it is not valid.',
    "new kplus.Ingress(site, 'routes', {})",
    'Do what its message says.',
  ),
  // Devices and networks
  'device-count': rule(
    'A Compose project runs on one Docker engine, so a Compose site has exactly one device.',
    'two SffDevices on a DockerComposeSite',
    'Make a site for each device, or use a K3s site.',
  ),
  'server-count': rule(
    'K3s needs one server, or an odd number of three or more: two servers are worse than one, since both must live.',
    "two SffDevices with role 'server'",
    "Use 1, 3 or 5 servers and give the others role: 'agent'.",
  ),
  'architecture-unknown': rule(
    'A device is amd64, arm64 or arm: images are pinned for an architecture.',
    "architecture: 'x86_64'",
    "Write 'amd64', 'arm64' or 'arm'.",
  ),
  'address-invalid': rule(
    'A static address is an IPv4 address inside the site LAN.',
    "address: '10.0.42.300'",
    'Write an address of the site LAN, or leave it out for DHCP.',
  ),
  'address-duplicate': rule(
    'Two devices of a site have one address. Rows of an inventory are compared where `addresses` names their field, and are told as `inventory-row`.',
    "two devices with address: '10.0.42.11'",
    'Give each device an address of its own.',
  ),
  'serial-duplicate': rule(
    'A serial number stands for one machine: one device in one site.',
    "two devices with serial: 'SN-1'",
    'Remove the device from one of the two sites.',
  ),
  'subnet-invalid': rule(
    'Networks are IPv4 ranges in CIDR form, without host bits.',
    "lan: '10.0.42.7/24'",
    'Write the range itself: 10.0.42.0/24.',
  ),
  'subnet-overlap': rule(
    'The LAN and what the orchestrator routes itself (clusters, Services, container networks) are apart, or devices and containers lose each other.',
    "network: { lan: '10.42.0.0/24' } on K3s, whose pods have 10.42.0.0/16",
    'Move one of the two ranges.',
  ),
  'subnets-exhausted': rule(
    'Each edge between workloads has a subnet of its own on Compose, and `network.containers` has no more of them.',
    "network: { containers: '172.28.0.0/28' } and three connections",
    'Give `network.containers` a larger range.',
  ),
  'hardware-missing': rule(
    'A workload needs CPUs, memory, GPUs or a peripheral that its device, or no device of its site, has, or that other workloads leave to it.',
    'gpus: 1 in a site whose devices list no gpus',
    'Declare the hardware on the SffDevice, or place the workload on a device that has it.',
  ),
  // Workloads
  'image-malformed': rule(
    'An image reference follows the grammar of OCI distribution.',
    "image: 'registry.contoso.com/POS:1.4.2'",
    'Write registry/repository:tag@sha256:<64 hex digits>.',
  ),
  'image-not-pinned': waivable(
    'A tag can move: two sites would run two programs, and a rollback would not roll back.',
    "image: 'registry.contoso.com/pos:1.4.2'",
    'Append @sha256:…, or give the fleet an `images` lock that has the tag.',
  ),
  'image-latest': waivable(
    '`latest` is what happened to be pushed last, and Compose, by its specification, pulls it at every `up`, link or no link.',
    "image: 'pos:latest@sha256:…'",
    'Write the tag that you mean, with its digest.',
  ),
  'image-lock-mismatch': rule(
    'The reference has one digest and the image lock another.',
    "image: 'pos:1.4.2@sha256:aaa…' and images: { 'pos:1.4.2': 'sha256:bbb…' }",
    'Remove the digest from the program, or correct the lock.',
  ),
  'limits-missing': waivable(
    'A container without limits takes a small device down with it.',
    'limits: { cpu: 1 }',
    'State limits: { cpu, memory } on every container.',
  ),
  'limits-invalid': rule(
    'Limits are positive, and no reservation is above its limit, nor above the one that the namespace gives to a container without it.',
    'limits: { memory: Size.mebibytes(64) }, reservations: { memory: Size.mebibytes(128) }',
    'Raise the limit or lower the reservation.',
  ),
  'user-missing': rule(
    'The user that a container runs as decides what it may write and what an attacker gets; the program states it.',
    'a Workload without user',
    "Write user: <uid>, or user: 'image' for what the image says; docs/images.md has the uids of common images.",
  ),
  'runs-as-root': waivable(
    'Root in a container is one kernel bug from root on the device.',
    'user: 0',
    "Give a user id, or say why: exceptions: { root: '…' }.",
  ),
  'env-invalid': rule(
    'Names of environment variables have letters, digits and "_", and do not start with a digit.',
    "env: { 'my-var': '1' }",
    'Rename the variable.',
  ),
  'text-invalid': rule(
    'Text has no NUL and no lone surrogate, which no YAML reader or kernel accepts.',
    'env: { A: String.fromCharCode(0) }',
    'Remove the character.',
  ),
  'path-invalid': rule(
    'Paths in a container, and on a device, are absolute and normal.',
    "mountPath: '../data'",
    'Write an absolute path without ".", ".." or a trailing "/".',
  ),
  'mount-duplicate': rule(
    'Two things are mounted at one path.',
    "a volume and a config file at '/etc/pos'",
    'Give each a path of its own.',
  ),
  'config-too-large': rule(
    'A ConfigMap holds at most 1 MiB, which the config files of a container share.',
    'configFiles of 2 MiB',
    'Put the content into the image or a volume.',
  ),
  'port-invalid': rule(
    'Ports are 1 to 65535; their names are at most 15 of a-z, 0-9 and "-", with a letter.',
    "ports: [{ name: 'http', port: 0 }]",
    'Correct the port or its name.',
  ),
  'port-duplicate': rule(
    'Two ports of one workload have one name, or one number and protocol.',
    "ports: [{ name: 'http', port: 80 }, { name: 'web', port: 80 }]",
    'Remove one of them.',
  ),
  'port-collision': rule(
    'Two workloads publish one port on the same device, or in one K3s site of several nodes.',
    'two workloads with publish: 80',
    'Publish one of them on another port.',
  ),
  'port-reserved': rule(
    'The orchestrator itself listens on this port.',
    'publish: 6443 on K3s',
    'Publish another port.',
  ),
  'publish-without-address': rule(
    "A port published on the LAN binds the device's address on Compose, so the device needs a static one.",
    "publish: { port: 80, on: 'lan' } on a device with DHCP",
    "Give the device an address, or write on: 'all'.",
  ),
  'connection-invalid': rule(
    'A connection leads from one workload to another of the same site that has ports.',
    'pos.connectTo(pos)',
    'Connect two workloads of one site, and declare the ports of the second.',
  ),
  'endpoint-without-connection': rule(
    'A workload is told the endpoint of another, but no connection lets it through the default-deny network, or none can: the other is of another site, or one of them in the network of its device.',
    "env: { DB: db.endpoint('pg') } without pos.connectTo(db)",
    'Add the connection, or write the address of the device and a published port.',
  ),
  'needs-choice': rule(
    'This orchestrator honours the field in another way, or not at all; the program has to say that this is wanted.',
    "Egress.to('10.0.42.50/32', 9100) on Compose",
    'Make the choice that the message names; docs/workload-matrix.md lists them.',
  ),
  unsupported: rule(
    'This orchestrator cannot honour the field.',
    'replicas: 2 with a published port on Compose',
    'Remove the field, or use the other orchestrator; docs/workload-matrix.md says what to do today.',
  ),
  'host-path-not-allowed': rule(
    'A workload sees a directory of the device only below a prefix that its fleet or site allows.',
    "volumes: [{ hostPath: '/etc', … }]",
    'Add the prefix to `hostPaths` of the site or fleet, if you mean it.',
  ),
  'reason-missing': rule(
    'An exception from the safe defaults says why.',
    "exceptions: { privileged: '' }",
    'Write the reason; it is recorded in site.json.',
  ),
  // Edge rules: on every rendered container, foreign ones included
  privileged: waivable(
    'A privileged container owns the device.',
    'securityContext: { privileged: true }',
    'Drop it; for a peripheral, use `peripherals` with a device plugin.',
  ),
  'host-namespace': waivable(
    "Sharing the device's network, process or IPC namespace undoes isolation.",
    'network_mode: host',
    'Remove it; for a workload of ours, use `hostNetwork` with its reason.',
  ),
  'host-path': waivable(
    'A directory of the device in a container that is not one of our workloads.',
    'volumes: ["/var/run/docker.sock:/var/run/docker.sock"]',
    'Use a named volume.',
  ),
  'capability-added': waivable(
    'A capability beyond the baseline of Pod Security.',
    'cap_add: [SYS_ADMIN]',
    'Remove it.',
  ),
  unconfined: waivable(
    'A container without the seccomp, AppArmor or SELinux profile, or the masked paths of its engine, calls more of the kernel than any program needs.',
    'security_opt: ["seccomp=unconfined"]',
    'Remove it, or load a profile of your own that allows what is missing.',
  ),
  'image-pull-always': waivable(
    'Pulling at every start means no start while the link is down.',
    'imagePullPolicy: Always',
    'Use IfNotPresent (Compose: missing) with a digest.',
  ),
  'restart-missing': waivable(
    'A service without `restart` stays down after a power cut.',
    'a Compose service without restart',
    'Write restart: unless-stopped.',
  ),
  'port-on-all-interfaces': waivable(
    'Docker publishes past the firewall of the device; a port without `host_ip` is open on every interface.',
    'ports: ["80:80"]',
    'Use the long form with host_ip, or for a workload publish: { port, on }.',
  ),
  'build-on-device': rule(
    'A device does not build images.',
    'build: .',
    'Build in CI, push, and name the image with its digest.',
  ),
  interpolation: waivable(
    'A variable has the value that it has for whoever calls Compose on the device, and is empty or missing where it has none, without an error.',
    'image: "pos:$TAG"',
    'Resolve it in the program, or escape a literal dollar as $$.',
  ),
  'compose-invalid': rule(
    'An adopted project is not what the Compose Specification or Docker takes, names a network, volume, secret, config or service that it does not define, has what a device cannot use, or leaves the site with parts but no service.',
    "depends_on: ['db'] without a service db",
    'Define it, or remove the reference; the message names the place.',
  ),
  'object-invalid': rule(
    'The API server refuses a Kubernetes object: it has no valid name, a map where a list belongs, or no containers.',
    'metadata: { name: "Pos" }',
    'Correct the object.',
  ),
  'field-dropped': waivable(
    'A cdk8s-plus class knows Kubernetes 1.27 and drops fields of later versions, even those set by a patch.',
    "deployment.addJsonPatch(JsonPatch.add('/spec/…/restartPolicy', 'Always'))",
    'Use a plain cdk8s.ApiObject, or a class that `cdk8s import k8s` made for your version.',
  ),
  'credential-in-output': waivable(
    'Output goes to Git, to registries and to devices: whoever reads it would have the credential.',
    "env: { URL: 'postgres://till:hunter2@db/till' }",
    "Use Secret.named('…') and mount it as a file.",
  ),
  ...AZURE_RULES,
} as const;

/** Code of a rule. */
export type RuleCode = keyof typeof RULES;

/** Code of a rule that `Rules.waive` accepts. */
export type WaivableRule = { [C in RuleCode]: (typeof RULES)[C]['waivable'] extends true ? C : never }[RuleCode];

/** Narrows a string to the code of a rule. */
export function isRuleCode(code: unknown): code is RuleCode {
  return typeof code === 'string' && Object.hasOwn(RULES, code);
}
