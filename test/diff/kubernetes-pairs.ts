import { OBJECT_PAIRS } from './object-pairs';
import { WORKLOAD_PAIRS } from './workload-pairs';

/** What the API server takes, or refuses, and what restarts pods. */
export const KUBERNETES_PAIRS = [...WORKLOAD_PAIRS, ...OBJECT_PAIRS];
