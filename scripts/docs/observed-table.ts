import { FEATURES } from '../../lib/workload/features';
import { MATRIX } from '../../lib/workload/matrix';
import type { Observation } from '../../test/engines/conformance/behaviour';
import { type How, type Observed, readObserved } from '../../test/engines/conformance/observed';
import { table } from './markdown';

const HOW: Readonly<Record<How, string>> = {
  ran: 'ran',
  evaluated: 'evaluated',
  synth: 'refused by synth',
};

/** What `test/engines/conformance.test.ts` saw: a row for each behaviour. */
export function observedTable(): string {
  return table(
    ['behaviour', 'K3s', 'Docker Compose', 'difference', 'K3s, Docker'],
    readObserved().map((row) => {
      const { k3s, 'docker-compose': compose } = row.observed;
      const same = JSON.stringify(k3s.value) === JSON.stringify(compose.value);
      return [
        row.title,
        text(k3s.value),
        same ? 'the same' : text(compose.value),
        difference(row),
        how(k3s.how, compose.how),
      ];
    }),
  );
}

function how(k3s: How, compose: How): string {
  return k3s === compose ? HOW[k3s] : `${HOW[k3s]}, ${HOW[compose]}`;
}

/** The row of the matrix that tells of a difference. */
function difference({ noted }: Observed): string {
  if (noted === undefined) return '';
  const title = FEATURES.find(({ id }) => id === noted)?.title ?? noted;
  const verdicts = Object.values(MATRIX).map((column) => column[noted].verdict);
  const verdict = verdicts.find((each) => each !== 'mapped') ?? 'mapped';
  return `${title}: **${verdict}**`;
}

function text(value: Observation): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(text).join(', ');
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${text(each)}`)
    .join('<br>');
}
