import type { FeatureId } from '../../../lib/workload/features';

/** What no behaviour shows, and why. */
export const UNOBSERVED: Partial<Readonly<Record<FeatureId, string>>> = {
  'limits-ephemeral':
    'The kubelet evicts a pod some time after it has passed the limit, by the disk usage that it polls.',
  gpus: 'There is no GPU.',
  'allow-from': 'It names pods of other programs; reachability.test.ts evaluates it.',
  'pull-secrets': 'Stand-ins take the place of images, so nothing is pulled.',
};
