// Escape hatches, waivers and errors.
import { ApiObject, type Chart, JsonPatch, Size } from 'cdk8s';
import {
  Application,
  type ComposeSpecification,
  DockerComposeSite,
  Egress,
  Fleet,
  Health,
  HelmChart,
  K3sSite,
  OrchestratorConflictError,
  OutputError,
  type Problem,
  Rules,
  Secret,
  SffApp,
  SffError,
  SffValidationError,
  Workload,
} from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';
import { container, network } from './values';

const app = new SffApp({ outdir: 'out' });
const store = new K3sSite(new Fleet(app, 'stores', { orchestrator: 'k3s' }), 'store-1', { network });
const kiosk = new DockerComposeSite(new Fleet(app, 'kiosks', { orchestrator: 'docker-compose' }), 'kiosk-1', {
  network: { lan: '10.0.42.0/24', containers: '172.28.0.0/16' },
});

new ApiObject(store, 'quota', { apiVersion: 'v1', kind: 'ResourceQuota', spec: { hard: { pods: '20' } } });
new HelmChart(store, 'ingress', { chart: 'oci://registry.contoso.com/ingress', version: '1.2.3', values: { a: [1] } });
new HelmChart(new Application(store, 'monitoring'), 'loki', {
  chart: 'oci://registry.contoso.com/loki',
  version: '1.2.3',
});
export const chart: Chart = store;

const pos = new Workload(store, 'pos', {
  ...container,
  health: Health.httpGet({ path: '/ready', port: 'http', composeTool: 'wget' }),
  egress: [Egress.internet(), Egress.to('10.0.42.50/32', 9100)],
  env: { TOKEN: Secret.named('token', { key: 'pos' }), WORKERS: 4, DEBUG: false, UNSET: undefined },
  kubernetes: { reason: 'the image reads no file', secretsInEnv: 'secretKeyRef' },
  volumes: [{ tmpfs: Size.mebibytes(64), mountPath: '/tmp/work' }],
});
pos.patch(JsonPatch.replace('/spec/replicas', 2));
store.patch({ kind: 'Deployment', name: 'pos', namespace: 'apps' }, JsonPatch.replace('/spec/replicas', 2));

kiosk.addService('legacy', { image: 'registry.contoso.com/legacy:1@sha256:0', restart: 'unless-stopped' });
kiosk.addProject(JSON.parse('{"services":{}}'));
const project: ComposeSpecification = { services: { web: { image: 'registry.contoso.com/web:1@sha256:0' } } };
kiosk.addProject(project);

Rules.waive(store, ['runs-as-root', 'limits-missing'], { reason: 'adopted from the old tills' });

export function problemsOf(run: () => void): readonly Problem[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof SffValidationError) return error.problems;
    if (error instanceof OrchestratorConflictError) throw new Error(`${error.needed} and ${error.got}`);
    if (error instanceof OutputError || error instanceof SffError) throw new Error(`${error.code} ${error.path}`);
    throw error;
  }
}

export const problems = problemsOf(() => Testing.synth(Testing.app()));
