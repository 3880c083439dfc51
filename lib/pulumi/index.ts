export { type DeployedSite, type Deployment, type DeployOptions, deploy } from './deploy';
export type { SiteSelection } from './select';
