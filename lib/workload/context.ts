import type { SiteModel } from '../site';
import type { MergedDefaults } from '../validation/defaults';
import type { Reader } from '../validation/reader';
import type { PortModel } from './model';

/** What the containers of one workload share while they are read. */
export interface ContainerContext {
  readonly reader: Reader;
  readonly site: SiteModel;
  readonly ports: readonly PortModel[];
  readonly defaults: MergedDefaults;
}
