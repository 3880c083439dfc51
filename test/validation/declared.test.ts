import { JsonPatch } from 'cdk8s';
import type { DockerComposeSite, Orchestrator } from '../../lib';
import { container } from '../tree/program';
import { type AnyProps, type Program, run, TARGETS } from '../workload/targets';

const reason = 'A test.';

/** How a program changes a rendered container behind the back of its workload. */
interface Engine {
  readonly choices: AnyProps;
  readonly containers: { readonly main: string; readonly sidecar: string };
  readonly patch: (program: Program, operation: JsonPatch) => void;
  readonly root: (at: string) => JsonPatch;
  readonly privileged: (at: string) => JsonPatch;
  readonly capabilities: (at: string, names: readonly string[]) => JsonPatch;
  readonly processes: (at: string) => JsonPatch;
}

const POD = '/spec/template/spec';

const ENGINES: Readonly<Record<Orchestrator, Engine>> = {
  k3s: {
    choices: {},
    containers: { main: `${POD}/containers/0`, sidecar: `${POD}/initContainers/0` },
    patch: ({ workload }, operation) => workload.patch(operation),
    root: (at) => JsonPatch.add(`${at}/securityContext/runAsUser`, 0),
    privileged: (at) => JsonPatch.add(`${at}/securityContext/privileged`, true),
    capabilities: (at, names) => JsonPatch.add(`${at}/securityContext/capabilities/add`, names),
    processes: () => JsonPatch.add(`${POD}/hostPID`, true),
  },
  'docker-compose': {
    choices: { compose: { sidecars: 'shared-network', reason } },
    containers: { main: '/services/apps-pos', sidecar: '/services/apps-pos-log' },
    patch: ({ site }, operation) => (site as unknown as DockerComposeSite).patch(operation),
    root: (at) => JsonPatch.replace(`${at}/user`, '0:0'),
    privileged: (at) => JsonPatch.add(`${at}/privileged`, true),
    capabilities: (at, names) => JsonPatch.add(`${at}/cap_add`, names),
    processes: (at) => JsonPatch.add(`${at}/pid`, 'host'),
  },
};

describe.each(TARGETS)('what a workload on %s declares of one container', (target) => {
  const engine = ENGINES[target];
  const { main, sidecar } = engine.containers;
  const declared = { user: 0, exceptions: { root: reason } } as const;
  const capabilities = { add: ['NET_ADMIN'], reason } as const;

  /** The problems of a workload with a sidecar, changed by an operation. */
  const problems = (own: AnyProps, ofSidecar: object, operation?: JsonPatch) => {
    const sidecars = [{ ...container, name: 'log', ...ofSidecar }];
    const build = (program: Program) => operation && engine.patch(program, operation);
    return run(target, { props: { ...own, ...engine.choices, sidecars }, build }).problems;
  };
  const faults = (...args: Parameters<typeof problems>) => problems(...args).map(({ code, path }) => `${code} ${path}`);

  it('is accepted in it', () => {
    expect(faults(declared, {})).toEqual([]);
    expect(faults({}, declared)).toEqual([]);
    expect(faults({ capabilities }, {}, engine.capabilities(main, ['NET_ADMIN', 'CHOWN']))).toEqual([]);
    expect(faults({}, { exceptions: { privileged: reason } })).toEqual([]);
  });

  it('accepts nothing in another one', () => {
    expect(faults({}, declared, engine.root(main))).toEqual(['runs-as-root fleet/s1/pos']);
    expect(faults(declared, {}, engine.root(sidecar))).toEqual(['runs-as-root fleet/s1/pos']);
    const privileged = { exceptions: { privileged: reason } };
    expect(faults({}, privileged, engine.privileged(main))).toEqual(['privileged fleet/s1/pos']);
    expect(faults({ capabilities }, {}, engine.capabilities(sidecar, ['NET_ADMIN']))).toEqual([
      'capability-added fleet/s1/pos',
    ]);
  });

  it('accepts no other capability', () => {
    const found = problems({ capabilities }, {}, engine.capabilities(main, ['NET_ADMIN', 'SYS_ADMIN']));
    expect(found.map((p) => p.code)).toEqual(['capability-added']);
    expect(found[0]?.message).toContain('SYS_ADMIN');
    expect(found[0]?.message).not.toContain('NET_ADMIN');
  });

  it('accepts the network of the device in all of them, and no other namespace', () => {
    const hostNetwork = { reason };
    expect(faults({ hostNetwork }, {})).toEqual([]);
    expect(faults({ hostNetwork }, {}, engine.processes(main))).toEqual(['host-namespace fleet/s1/pos']);
  });
});

describe('a path of the device that a workload on K3s declares', () => {
  const faults = (path: string, containers = 'containers') => {
    const volumes = [{ hostPath: '/srv/media', mountPath: '/media' }];
    const build = ({ workload }: Program) => {
      workload.patch(
        JsonPatch.add(`${POD}/volumes/-`, { name: 'more', hostPath: { path } }),
        JsonPatch.add(`${POD}/${containers}/0/volumeMounts/-`, { name: 'more', mountPath: '/more' }),
      );
    };
    const props: AnyProps = { volumes, init: [{ ...container, name: 'first' }] };
    return run('k3s', { props, build }).problems.map(({ code, path: at }) => `${code} ${at}`);
  };

  it('is accepted, and no other', () => {
    expect(faults('/srv/media')).toEqual([]);
    expect(faults('/etc')).toEqual(['host-path fleet/s1/pos']);
  });

  it('is not accepted in a container that is not the main one', () => {
    expect(faults('/srv/media', 'initContainers')).toEqual(['host-path fleet/s1/pos']);
  });
});

describe('a container that only a patch knows', () => {
  it('has nothing declared of it', () => {
    const added = { name: 'added', image: container.image, resources: { limits: { cpu: '1', memory: '64Mi' } } };
    const operation = JsonPatch.add(`${POD}/containers/-`, { ...added, securityContext: { runAsUser: 0 } });
    const props: AnyProps = { user: 0, exceptions: { root: reason } };
    const { problems } = run('k3s', { props, build: ({ workload }) => workload.patch(operation) });
    expect(problems.map(({ code, path }) => `${code} ${path}`)).toEqual(['runs-as-root fleet/s1/pos']);
  });
});
