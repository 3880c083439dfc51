import type { Application } from 'sff-constructs';
import type { FeatureId } from '../../../lib/workload/features';
import type { RunningSite } from './running-site';

/** What a behaviour shows: words, numbers and lists that are the same in each run. */
export type Observation = string | number | boolean | readonly Observation[] | { readonly [name: string]: Observation };

/** What the engines have to show. */
export type Expectation =
  | { readonly both: Observation }
  /** A difference, and the feature whose row of the matrix tells of it. */
  | { readonly k3s: Observation; readonly 'docker-compose': Observation; readonly noted: FeatureId };

/** Something that a program states, seen from inside its containers and from beside them. */
export interface Behaviour {
  readonly id: string;
  readonly title: string;
  /** What of the matrix it shows. */
  readonly features: readonly FeatureId[];
  readonly observe: (site: RunningSite) => Promise<Observation>;
  readonly expect: Expectation;
}

/** What a later version of the program says in another way. */
export interface Version {
  readonly greeting: string;
}

export const FIRST: Version = { greeting: 'hello' };

/** An application, and what is to be seen of it. Its id is the namespace of its workloads. */
export interface Scene {
  readonly id: string;
  readonly program: (application: Application, version: Version) => void;
  readonly behaviours: readonly Behaviour[];
}
