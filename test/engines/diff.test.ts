import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Size } from 'cdk8s';
import * as fc from 'fast-check';
import { SffValidationError } from 'sff-constructs';
import type { ChangeGroup } from 'sff-constructs/diff';
import { Testing } from 'sff-constructs/testing';
import { parse } from 'yaml';
import { type DockerEngine, dockerEngine } from '../../engines/harness/docker';
import { type KubeApiServer, kubeApiServer } from '../../engines/harness/kube-api-server';
import { documents } from '../../engines/harness/objects';
import { standinArchive } from '../../engines/standin/image';
import { subjectOf } from '../../lib/diff/compose/service';
import { COMPOSE_PAIRS, IMAGES } from '../diff/compose-pairs';
import { KUBERNETES_PAIRS } from '../diff/kubernetes-pairs';
import { composeOutput, type Data, diffOf, type Files, k3sOutput } from '../diff/outputs';
import { build } from '../fleets/build';
import { fleets } from '../fleets/fleets';
import { OPTIONS } from '../fleets/judge';
import type { FleetPlan } from '../fleets/plan';
import { FleetsOnDocker, onStandIns } from './fleets-on-docker';

const { seed = 11 } = OPTIONS;

describe('what a difference says of Kubernetes', () => {
  let server: KubeApiServer;
  beforeAll(async () => {
    server = await kubeApiServer();
  });
  afterEach(() => server.clear());
  afterAll(() => server?.stop());

  const manifests = (files: Files) =>
    Object.entries(files).flatMap(([path, text]) => (path.endsWith('.yaml') ? [text] : []));

  /** As controllers do, which this server has not. */
  const bind = async (objects: readonly Data[]) => {
    for (const { object } of documents(objects.map((each) => JSON.stringify(each)))) {
      if (object.kind !== 'PersistentVolumeClaim') continue;
      const { accessModes, resources } = object.spec as { accessModes: unknown; resources: { requests: unknown } }; // of the table
      const status = { phase: 'Bound', accessModes, capacity: resources.requests };
      const path = `${await server.client.pathOf(object)}/status`;
      await server.client.json('PATCH', path, JSON.stringify({ status }), 'application/merge-patch+json');
    }
  };

  /** Objects that the server refuses, as a difference calls them. */
  const refusedOf = async (files: Files) => {
    const refused = (await server.apply(manifests(files))).filter((each) => each.refused !== undefined);
    return refused.map(({ object }) => object.slice(object.indexOf(' ') + 1)).sort();
  };

  it.each(KUBERNETES_PAIRS.map((pair) => [pair.title, pair] as const))('holds for %s', async (_, pair) => {
    const [old, now] = [k3sOutput(pair.old), k3sOutput(pair.new)];
    const said = failures((await diffOf(old, now)).changes);
    expect(await refusedOf(old)).toEqual([]);
    if (pair.bound === true) await bind(pair.old);
    expect(await refusedOf(now)).toEqual(said);
  });

  it(`holds for random fleets of seed ${seed}`, async () => {
    const plans = fc.sample(fleets('k3s'), { seed, numRuns: 240 });
    let compared = 0;
    let refusals = 0;
    for (let i = 0; i + 1 < plans.length; i += 2) {
      const [a, b] = [plans[i] as FleetPlan, plans[i + 1] as FleetPlan];
      const now = synthesised(i % 4 === 0 ? underNamesOf(a, b) : resized(a, i % 8 === 2 ? 2 : 0.5));
      if (now === undefined) continue;
      const old = Testing.synth(build(a));
      const said = failures((await diffOf(old, now)).changes);
      expect(await refusedOf(old)).toEqual([]);
      const refused = await refusedOf(now);
      expect(refused).toEqual(said);
      compared++;
      refusals += refused.length;
      await server.clear();
    }
    expect(compared).toBeGreaterThan(60);
    expect(refusals).toBeGreaterThan(20);
  });
});

/** The files of a plan; undefined where another's names have made it invalid. */
function synthesised(plan: FleetPlan): Files | undefined {
  try {
    return Testing.synth(build(plan));
  } catch (error) {
    if (error instanceof SffValidationError) return undefined;
    throw error;
  }
}

/** `other` as a later version of `plan`: what stands in the same place has the same name, and is otherwise another. */
function underNamesOf({ id, site }: FleetPlan, other: FleetPlan): FleetPlan {
  const named = <T extends { readonly id: string }>(
    list: readonly T[],
    of: readonly { readonly id: string }[],
  ): T[] => {
    const taken = new Set(of.map((each) => each.id));
    return list.map((each, i) => ({ ...each, id: of[i]?.id ?? (taken.has(each.id) ? `more-${i}` : each.id) }));
  };
  const { applications, workloads } = other.site;
  const names = { applications: named(applications, site.applications), workloads: named(workloads, site.workloads) };
  return { ...other, id, site: { ...other.site, id: site.id, ...names } };
}

/** The same with what the first workload of another plan is. */
function withFirstOf(plan: FleetPlan, other: FleetPlan): FleetPlan {
  const [first, ...rest] = plan.site.workloads;
  const props = other.site.workloads[0]?.props;
  if (first === undefined || props === undefined) return plan;
  return { ...plan, site: { ...plan.site, workloads: [{ ...first, props }, ...rest] } };
}

/** Whether a container is made anew, not only stopped and started. */
function isRecreation({ kind, details }: ChangeGroup): boolean {
  return kind === 'restart' && !details.some(({ what }) => /^(?:network|depends on) /.test(what));
}

/** What a difference calls the service of a project. */
function subjectIn(files: Files, key: string): string {
  return subjectOf(key, (projectIn(files) as { services: Data }).services[key]);
}

function projectIn(files: Files): unknown {
  return parse(Object.entries(files).find(([path]) => path.endsWith('/compose/compose.yaml'))?.[1] ?? '');
}

/** Networks of a project, as a difference calls them. */
function networksIn(files: Files): ReadonlySet<string> {
  const { networks = {} } = projectIn(files) as { networks?: Data };
  return new Set(Object.keys(networks).map((key) => `network ${key}`));
}

/** The same with networks from the range of another plan. */
function inRangesOf({ site }: FleetPlan, plan: FleetPlan): FleetPlan {
  const { network } = plan.site.props;
  const props = { ...plan.site.props, network: { ...network, containers: site.props.network.containers } };
  return { ...plan, site: { ...plan.site, props } };
}

/** The same with every volume of another size. */
function resized(plan: FleetPlan, factor: number): FleetPlan {
  const workloads = plan.site.workloads.map((workload) => {
    const volumes = workload.props.volumes?.map((v) =>
      'size' in v ? { ...v, size: Size.kibibytes(Math.ceil(v.size.toKibibytes() * factor)) } : v,
    );
    return volumes === undefined ? workload : { ...workload, props: { ...workload.props, volumes } };
  });
  return { ...plan, site: { ...plan.site, workloads } };
}

/** Objects that an apply would fail on: `Deployment till/pos`. */
function failures(changes: readonly ChangeGroup[]): string[] {
  const all = changes
    .filter(({ severity }) => severity === 'apply-fails')
    .map(({ object, subject }) => object ?? subject);
  return [...new Set(all)].sort();
}

describe('what a difference says of Docker Compose', () => {
  let engine: DockerEngine;
  beforeAll(async () => {
    engine = await dockerEngine();
    await engine.load(standinArchive([{ names: IMAGES, ports: [8080] }]));
  });
  afterAll(() => engine?.stop());

  const directory = '/opt/sff/kiosk-0001';
  const up = async (files: Files, timeout = ['--timeout', '0']) => {
    for (const [path, text] of Object.entries(files)) {
      const [, name] = /\/compose\/(.+)$/.exec(path) ?? [];
      if (name === undefined) continue;
      const file = engine.devicePath(join(directory, name));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    // Without an answer, Compose would wait for one before it deletes the data of a volume.
    const command = ['docker compose --progress quiet up --detach --remove-orphans', ...timeout, '</dev/null'].join(
      ' ',
    );
    await engine.onDevice(['sh', '-c', `cd ${directory} && exec ${command}`], { timeout: 60_000 });
  };

  /** Service, id and start of every container. */
  const containers = async () => {
    const ids = (await engine.docker(['ps', '--all', '--quiet', '--no-trunc'])).trim().split('\n');
    const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.Id}} {{.State.StartedAt}}';
    return (await engine.docker(['inspect', '--format', format, ...ids])).trim().split('\n');
  };

  it.each(COMPOSE_PAIRS.map((pair) => [pair.title, pair] as const))('holds for %s', async (_, pair) => {
    try {
      await up(composeOutput(pair.old));
      const before = await containers();
      if (pair.refused !== undefined) {
        await expect(up(composeOutput(pair.new), [])).rejects.toThrow(pair.refused);
        return;
      }
      await up(composeOutput(pair.new));
      const after = new Set(await containers());
      const restarted = before.filter((line) => !after.has(line)).map((line) => line.split(' ')[0]);
      expect(restarted.sort()).toEqual([...pair.restarts]);
    } finally {
      await engine.compose(directory, ['down', '--volumes', '--timeout', '0', '--remove-orphans']);
      // Those that the project has no more.
      await engine.docker(['network', 'prune', '--force']);
    }
  });

  it(`holds for random fleets of seed ${seed}`, async () => {
    const docker = await FleetsOnDocker.start();
    try {
      const plans = fc.sample(fleets('docker-compose'), { seed, numRuns: 160 });
      let compared = 0;
      let recreated = 0;
      for (let i = 0; i + 1 < plans.length; i += 2) {
        const [a, b] = [plans[i] as FleetPlan, plans[i + 1] as FleetPlan];
        const later = i % 4 === 0 ? inRangesOf(a, underNamesOf(a, b)) : withFirstOf(a, b);
        const output = synthesised(later);
        if (output === undefined) continue;
        const [old, now] = [onStandIns(Testing.synth(build(a))), onStandIns(output)];
        const { changes } = await diffOf(old, now);
        const taken = changes.filter(({ kind }) => kind === 'subnet-taken');
        if (taken.length > 0) {
          // Others may be gone in time, or not.
          if (taken.some(({ details }) => details.some(({ what }) => !networksIn(now).has(what)))) {
            await expect(docker.recreated([a, later], old, now)).rejects.toThrow(/Pool overlaps/);
          }
          continue;
        }
        if (changes.some(({ kind }) => kind === 'network-changed')) continue;
        const services = await docker.recreated([a, later], old, now);
        const said = changes.filter(isRecreation).map(({ subject }) => subject);
        expect(services.map((key) => subjectIn(now, key)).sort()).toEqual(said.sort());
        compared++;
        recreated += services.length;
      }
      expect(compared).toBeGreaterThan(40);
      expect(recreated).toBeGreaterThan(20);
    } finally {
      await docker.stop();
    }
  }, 400_000);

  it('is what the difference names', async () => {
    for (const { old, new: now, restarts } of COMPOSE_PAIRS) {
      const { changes } = await diffOf(composeOutput(old), composeOutput(now));
      const said = changes.filter(({ kind }) => kind === 'restart').map(({ subject }) => subject.replace('/', '-'));
      expect(said.sort()).toEqual([...restarts]);
    }
  });
});
