import type { Labels } from '../portable/labels';
import { INHERITED, SUBDOMAIN } from './names';
import type { Report } from './problem';
import { isRecord, show } from './values';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Reports labels that break the rules of Kubernetes, which hold on both orchestrators. */
export function labelFaults(labels: Labels, report: Report, field = 'labels'): void {
  if (!isRecord(labels)) {
    report('label-invalid', `${field} is ${show(labels)}, not an object.`, `Write ${field}: { ring: 'canary' }, say.`);
    return;
  }
  for (const [key, value] of Object.entries(labels)) {
    const slash = key.indexOf('/');
    const prefixed = slash < 0 || SUBDOMAIN.test(key.slice(0, slash));
    if (key === INHERITED) {
      report('label-invalid', `label key "${key}" is reserved by JavaScript.`, 'Use another key.');
    } else if (!prefixed || !NAME.test(key.slice(slash + 1))) {
      report('label-invalid', `label key "${key}" is not valid.`, 'Use up to 63 of A-Z, a-z, 0-9, "-", "_", ".".');
    } else if (typeof value !== 'string') {
      report('label-invalid', `label "${key}" has the value ${show(value)}, which is no text.`, 'Write a text.');
    } else if (value !== '' && !NAME.test(value)) {
      report(
        'label-invalid',
        `label "${key}" has the value ${show(value)}.`,
        'Use up to 63 of A-Z, a-z, 0-9, "-", "_", ".", starting and ending with a letter or digit.',
      );
    }
  }
}

/** Labels that the renderers set themselves. */
const RESERVED = /^(app\.kubernetes\.io\/(name|part-of|managed-by)$|sff-constructs([./]|$)|com\.docker\.compose\.)/;

/** As `labelFaults`, for labels that are rendered: some of them the library sets itself. */
export function workloadLabelFaults(labels: Labels, report: Report): void {
  labelFaults(labels, report);
  for (const key of Object.keys(labels ?? {}).filter((k) => RESERVED.test(k))) {
    report('label-invalid', `label "${key}" is set by the library.`, 'Use another key.');
  }
}
