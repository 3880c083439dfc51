import type { Labels } from '../portable/labels';
import type { Report } from './problem';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Reports labels that break the rules of Kubernetes, which hold on both orchestrators. */
export function labelFaults(labels: Labels, report: Report): void {
  for (const [key, value] of Object.entries(labels)) {
    const slash = key.indexOf('/');
    const prefixed = slash < 0 || PREFIX.test(key.slice(0, slash));
    if (!prefixed || !NAME.test(key.slice(slash + 1))) {
      report('label-invalid', `label key "${key}" is not valid.`, 'Use up to 63 of A-Z, a-z, 0-9, "-", "_", ".".');
    } else if (typeof value !== 'string' || (value !== '' && !NAME.test(value))) {
      report(
        'label-invalid',
        `label "${key}" has the value ${JSON.stringify(value)}.`,
        'Use up to 63 of A-Z, a-z, 0-9, "-", "_", ".", starting and ending with a letter or digit.',
      );
    }
  }
}
