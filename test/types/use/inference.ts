// What the compiler makes of the arguments: users write no type argument.
import {
  Application,
  DockerComposeSite,
  Fleet,
  K3sSite,
  type One,
  type Orchestrator,
  type OrchestratorError,
  parseOrchestrator,
  type RuleCode,
  SffApp,
  SffDevice,
  type Site,
  type WaivableRule,
  Workload,
} from 'sff-constructs';
import { container, hardware, network } from './values';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const equal = <A, B>(same: Equal<A, B>) => same;

const app = new SffApp();
const stores = new Fleet(app, 'stores', { orchestrator: 'k3s' });
const kiosks = new Fleet(app, 'kiosks', { orchestrator: 'docker-compose', defaults: { user: 10001 } });
equal<typeof stores, Fleet<'k3s'>>(true);
equal<typeof kiosks, Fleet<'docker-compose'>>(true);

const store = new K3sSite(stores, 'store-1', { network });
const kiosk = new DockerComposeSite(kiosks, 'kiosk-1', { network });
equal<typeof store.orchestrator, 'k3s'>(true);
equal<typeof kiosk.orchestrator, 'docker-compose'>(true);

const till = new Application(store, 'till');
const menu = new Application(kiosk, 'menu');
equal<typeof till, Application<'k3s'>>(true);
equal<typeof menu, Application<'docker-compose'>>(true);

const node = new SffDevice(store, 'node-1', { ...hardware, role: 'agent' });
const box = new SffDevice(kiosk, 'box', hardware);
equal<typeof node, SffDevice<'k3s'>>(true);
equal<typeof box, SffDevice<'docker-compose'>>(true);

const pos = new Workload(till, 'pos', { ...container, k3s: { publish: 'hostPort' } });
const screen = new Workload(menu, 'screen', { ...container, compose: { reason: 'r', egress: 'unenforced' } });
equal<typeof pos, Workload<'k3s'>>(true);
equal<typeof screen, Workload<'docker-compose'>>(true);
equal<ReturnType<typeof pos.endpoint>, string>(true);

const sites = stores.sites([{ id: 'store-2', cores: 4 }], { id: 'id' }, (id, row) => {
  equal<typeof row, { id: string; cores: number }>(true);
  return new K3sSite(stores, id, { network });
});
equal<typeof sites, K3sSite[]>(true);

const parsed = parseOrchestrator(JSON.parse('"k3s"'));
equal<typeof parsed, 'k3s' | 'docker-compose'>(true);
equal<typeof parsed, Orchestrator>(true);

equal<One<'k3s'>, unknown>(true);
equal<One<Orchestrator> extends OrchestratorError<string> ? true : false, true>(true);
equal<Fleet, Fleet<Orchestrator>>(true);
equal<Site, Site<Orchestrator>>(true);
equal<Extract<WaivableRule, 'user-missing'>, never>(true);
equal<Exclude<WaivableRule, RuleCode>, never>(true);
