export type { LockedChange } from '../identity/compare';
export type { FactValue } from '../identity/facts';
export { acceptChanges, type DecisionProps, type RetiredSite, retireSites } from './decide';
