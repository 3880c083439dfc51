import { Fleet, type One, type Orchestrator } from 'sff-constructs';
import { app, either, kiosks, someFleet, stores } from './scene';

// @ts-expect-error TS2345: a fleet of a union of orchestrators
new Fleet(app, 'both', { orchestrator: either });

// @ts-expect-error TS2345: a fleet with the union as its type argument
new Fleet<Orchestrator>(app, 'both', { orchestrator: 'k3s' });

// @ts-expect-error TS2322: an orchestrator that is none
new Fleet(app, 'swarm', { orchestrator: 'swarm' });

// @ts-expect-error TS2322: an orchestrator read from JSON and not parsed
new Fleet(app, 'read', { orchestrator: JSON.stringify('k3s') });

// @ts-expect-error TS2322: a list of orchestrators
new Fleet(app, 'list', { orchestrator: ['k3s', 'docker-compose'] });

// @ts-expect-error TS2345: a fleet without an orchestrator
new Fleet(app, 'none', {});

// @ts-expect-error TS2353: Compose choices in the defaults of a K3s fleet
new Fleet(app, 'defaults', { orchestrator: 'k3s', defaults: { compose: { reason: 'r', egress: 'unenforced' } } });

// @ts-expect-error TS2353: K3s choices in the defaults of a Compose fleet
new Fleet(app, 'defaults', { orchestrator: 'docker-compose', defaults: { k3s: { publish: 'hostPort' } } });

// @ts-expect-error TS2322: a K3s fleet for a Compose fleet
export const swapped: Fleet<'docker-compose'> = stores;

// @ts-expect-error TS2322: a fleet of any orchestrator for a K3s fleet
export const narrowed: Fleet<'k3s'> = someFleet;

// @ts-expect-error TS2352: a cast from a K3s fleet to a Compose fleet
export const cast = stores as Fleet<'docker-compose'>;

// @ts-expect-error TS2540: changing the orchestrator of a fleet
kiosks.orchestrator = 'docker-compose';

// @ts-expect-error TS2322: an inventory whose id is no field of its rows
stores.sites([{ store: 'store-1' }], { id: 'name' }, (_id, _row) => stores);

// @ts-expect-error TS2820: serial numbers in a field that its rows do not have
stores.sites([{ id: 's1', serial: 'A' }], { id: 'id', serials: 'serials' }, (_id, _row) => stores);

// @ts-expect-error TS2820: labels in fields that its rows do not have
stores.sites([{ id: 's1', region: 'eu' }], { id: 'id', labels: ['regions'] }, (_id, _row) => stores);

// @ts-expect-error TS2344: a union where one orchestrator is wanted
export type Refused = Extends<unknown, One<Orchestrator>>;
type Extends<_A extends B, B> = true;

// @ts-expect-error TS2322: a generic function that makes a fleet of what it does not know
export const generic = <O extends Orchestrator>(orchestrator: O) => new Fleet(app, 'generic', { orchestrator });
