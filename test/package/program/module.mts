import { Fleet, SffApp } from 'sff-constructs';
import { Testing } from 'sff-constructs/testing';

export const fleet: Fleet<'k3s'> = new Fleet(Testing.app(), 'stores', { orchestrator: 'k3s' });
export const app: SffApp = new SffApp();
