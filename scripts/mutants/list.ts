import { COMPOSE } from './compose';
import { KUBERNETES } from './kubernetes';
import type { Mutant } from './mutant';
import { YAML } from './yaml';

/** Every mutant, in the order of the table. */
export const MUTANTS: readonly Mutant[] = [...KUBERNETES, ...COMPOSE, ...YAML];
