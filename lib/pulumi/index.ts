export { type DeployedSite, type Deployment, deploy } from './deploy';
export type { DeployOptions } from './options';
export type { SiteSelection } from './select';
