import { OF_CONTAINERS } from './mistakes-of-containers';
import { OF_SITES } from './mistakes-of-sites';
import { OF_WORKLOADS } from './mistakes-of-workloads';
import type { Mutation } from './mutation';

/** What users get wrong. Each is wrong in every valid fleet. */
export const MUTATIONS: readonly Mutation[] = [...OF_CONTAINERS, ...OF_WORKLOADS, ...OF_SITES];
