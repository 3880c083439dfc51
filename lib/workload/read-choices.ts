import type { WorkloadTarget } from '../portable/target';
import type { SiteModel } from '../site';
import { readCompose, readK3s, readKubernetes } from '../validation/choices';
import { mergeFields, reasonsOf } from '../validation/defaults';
import type { Reader } from '../validation/reader';
import { show } from '../validation/values';
import type { WorkloadModel } from './model';

/** Whatever a workload can say to one orchestrator only. */
export type AnyTarget = WorkloadTarget['k3s'] & WorkloadTarget['docker-compose'];

/** Reads what the program says to the orchestrator of the site, over what the defaults say. */
export function readChoices(
  props: AnyTarget,
  peripherals: readonly string[],
  { orchestrator, defaults }: SiteModel,
  reader: Reader,
): Pick<WorkloadModel, 'kubernetes' | 'k3s' | 'compose' | 'reasons'> {
  if (orchestrator === 'docker-compose') {
    const compose = readCompose('compose', props.compose, reader);
    return {
      kubernetes: undefined,
      k3s: {},
      compose: mergeFields(defaults.compose, compose),
      reasons: { ...defaults.reasons, ...reasonsOf({ compose }) },
    };
  }
  const kubernetes = readKubernetes('kubernetes', props.kubernetes, reader);
  // Those of defaults are for whichever workload has the peripheral.
  for (const path of Object.keys(kubernetes?.peripherals ?? {}).filter((one) => !peripherals.includes(one))) {
    reader.report(
      'reference-unknown',
      `kubernetes.peripherals names ${show(path)}, which is not one of peripherals.`,
      'Add it to peripherals, or remove it.',
    );
  }
  return {
    kubernetes: mergeFields(defaults.kubernetes, kubernetes),
    k3s: mergeFields(defaults.k3s, readK3s('k3s', props.k3s, reader)) ?? {},
    compose: undefined,
    reasons: { ...defaults.reasons, ...reasonsOf({ kubernetes }) },
  };
}
