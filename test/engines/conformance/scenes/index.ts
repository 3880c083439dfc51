import type { Scene } from '../behaviour';
import { delivery } from './delivery';
import { shared } from './device';
import { health } from './health';
import { life, others } from './life';
import { limits } from './limits';
import { many } from './many';
import { network } from './network';
import { hostPorts, published } from './published';
import { refused } from './refused';
import { rights } from './rights';
import { values } from './values';
import { volumes } from './volumes';

/** Everything that is observed, in the order of the table. */
export const SCENES: readonly Scene[] = [
  values,
  delivery,
  network,
  published,
  hostPorts,
  shared,
  rights,
  limits,
  volumes,
  health,
  life,
  others,
  many,
  ...refused,
];
