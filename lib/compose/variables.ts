import type { Report } from '../validation/problem';
import { environmentsOf } from './facts';
import { unsetIn } from './forms';
import { valuesIn, variablesIn } from './interpolation';
import type { ComposeServiceDefinition } from './spec';

/** Finds variables that Compose would look up on the device, and what it takes for a broken one. */
export function checkInterpolation(title: string, data: unknown, report: Report): void {
  for (const [pointer, text] of valuesIn(data)) {
    if (typeof text !== 'string') continue;
    const { names, broken } = variablesIn(text);
    if (broken) report('compose-invalid', `${title}: ${pointer} has a "\${" that Compose refuses.`, 'Write "$${".');
    if (names.length === 0) continue;
    report(
      'interpolation',
      `${title}: ${pointer} has the variable ${names.join(', ')}.`,
      'Resolve it in the program, or escape a literal dollar as $$.',
    );
  }
}

/** Finds variables of an environment without a value, which Compose takes from whoever calls it. */
export function checkEnvironments(title: string, service: ComposeServiceDefinition, report: Report): void {
  for (const [place, environment] of environmentsOf(service)) {
    const names = unsetIn(environment);
    if (names.length === 0) continue;
    const message = `${title}: ${place} has no value for ${names.join(', ')}.`;
    report('interpolation', message, 'Write the value, or remove it: Compose takes it from whoever calls it.');
  }
}
