import { foreignContainer } from '../validation/foreign';

/** A pod, as the template of an object has it. */
export interface LevelledPod {
  readonly level: 'restricted' | 'baseline' | 'privileged';
  readonly metadata?: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: object;
}

const { securityContext } = foreignContainer;
const appArmor = (profile: string) => ({
  annotations: { 'container.apparmor.security.beta.kubernetes.io/main': profile },
});
const spec = (pod: object, own: object = {}, container: object = {}) => ({
  ...pod,
  containers: [{ ...foreignContainer, ...container, securityContext: { ...securityContext, ...own } }],
});
const volume = (source: object) => spec({ volumes: [{ name: 'v', ...source }] });
const sysctl = (name: string) => spec({ securityContext: { sysctls: [{ name, value: '0' }] } });
const elsewhere = { port: 80, host: '10.0.42.1' };

/** What the API server of Kubernetes 1.36 admits at each level, and at none that is stricter. */
export const PODS: Readonly<Record<string, LevelledPod>> = {
  'nothing special': { level: 'restricted', spec: spec({}) },
  'the network of the node': { level: 'privileged', spec: spec({ hostNetwork: true }) },
  privileges: { level: 'privileged', spec: spec({}, { privileged: true, allowPrivilegeEscalation: true }) },
  'a capability beyond': {
    level: 'privileged',
    spec: spec({}, { capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } }),
  },
  'a capability of the baseline': {
    level: 'baseline',
    spec: spec({}, { capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
  },
  'a host port': { level: 'privileged', spec: spec({}, {}, { ports: [{ containerPort: 80, hostPort: 80 }] }) },
  'a path of the node': { level: 'privileged', spec: volume({ hostPath: { path: '/srv' } }) },
  'no seccomp in the pod': {
    level: 'privileged',
    spec: spec({ securityContext: { seccompProfile: { type: 'Unconfined' } } }),
  },
  'a type of SELinux beyond': { level: 'privileged', spec: spec({}, { seLinuxOptions: { type: 'spc_t' } }) },
  'a type of SELinux': {
    level: 'restricted',
    spec: spec({}, { seLinuxOptions: { type: 'container_engine_t', level: 's0' } }),
  },
  'a user of SELinux': {
    level: 'privileged',
    spec: spec({ securityContext: { seLinuxOptions: { user: 'system_u' } } }),
  },
  'a role of SELinux': { level: 'privileged', spec: spec({}, { seLinuxOptions: { role: 'system_r' } }) },
  'no AppArmor, by annotation': { level: 'privileged', metadata: appArmor('unconfined'), spec: spec({}) },
  'AppArmor, by annotation': { level: 'restricted', metadata: appArmor('runtime/default'), spec: spec({}) },
  'a probe of another host': {
    level: 'privileged',
    spec: spec({}, {}, { livenessProbe: { httpGet: elsewhere } }),
  },
  'a startup probe of another host': {
    level: 'privileged',
    spec: spec({}, {}, { startupProbe: { tcpSocket: elsewhere } }),
  },
  'a hook that calls another host': {
    level: 'privileged',
    spec: spec({}, {}, { lifecycle: { preStop: { httpGet: elsewhere } } }),
  },
  'a probe of its own': { level: 'restricted', spec: spec({}, {}, { readinessProbe: { httpGet: { port: 80 } } }) },
  'a safe sysctl': { level: 'restricted', spec: sysctl('net.ipv4.ip_unprivileged_port_start') },
  'a sysctl that is safe since 1.32': { level: 'restricted', spec: sysctl('net.ipv4.tcp_rmem') },
  'another sysctl': { level: 'privileged', spec: sysctl('net.core.somaxconn') },
  'an image as a volume': { level: 'restricted', spec: volume({ image: { reference: foreignContainer.image } }) },
  'a volume over the network': { level: 'baseline', spec: volume({ nfs: { server: 'a', path: '/' } }) },
  'root, in the pod': { level: 'baseline', spec: spec({ securityContext: { runAsUser: 0 } }, { runAsUser: 1 }) },
  'root allowed in the pod, and in no container': {
    level: 'baseline',
    spec: spec({ securityContext: { runAsNonRoot: false } }),
  },
  'root of a user namespace': {
    level: 'restricted',
    spec: spec({ hostUsers: false }, { runAsNonRoot: false, runAsUser: 0 }),
  },
  'all of /proc in a user namespace': {
    level: 'baseline',
    spec: spec({ hostUsers: false }, { procMount: 'Unmasked' }),
  },
  'escalation in an init container': {
    level: 'baseline',
    spec: { ...spec({}), initContainers: [{ ...foreignContainer, name: 'init', securityContext: {} }] },
  },
};
