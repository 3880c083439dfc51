import type { Orchestrator } from '../../lib/orchestrator';
import type { Cell } from '../../lib/workload/cell';
import { FEATURES, type Feature, type FeatureId } from '../../lib/workload/features';
import { MATRIX } from '../../lib/workload/matrix';
import { code, page, table } from './markdown';
import { observedTable } from './observed-table';

type Row = Feature<FeatureId>;

const COLUMNS: readonly { readonly orchestrator: Orchestrator; readonly title: string }[] = [
  { orchestrator: 'k3s', title: 'K3s' },
  { orchestrator: 'docker-compose', title: 'Docker Compose' },
];

/** `docs/workload-matrix.md`: what each orchestrator makes of each property of a workload. */
export function matrixPage(): string {
  const missing = FEATURES.filter(isMissing);
  const there = FEATURES.filter((feature) => !isMissing(feature));
  const notYet = missing.filter(isNotYet);
  return page(
    '# What each orchestrator makes of a workload',
    [
      'A `Workload` has the same properties on every orchestrator. This page is made from the table that decides what',
      'happens to them, so it says what synth does. A property that an orchestrator cannot honour is an error, or needs a',
      'choice in the program; it is never dropped.',
    ].join('\n'),
    table(
      ['verdict', 'meaning'],
      [
        ['**mapped**', 'Honoured in full.'],
        ['**note**', 'Honoured, with a guarantee that differs in degree. `site.json` records the note.'],
        [
          '**choice**',
          'Honoured in another way, or not at all. Without the choice synth refuses it (`needs-choice`); with it, `site.json` records choice and reason.',
        ],
        ['**refused**', 'Not honoured: synth refuses it (`unsupported`), and says what to do instead.'],
      ],
    ),
    [
      'Choices are written on the workload, or once in `defaults` of its site or fleet, which hold for what the workload',
      'does not choose itself. `kubernetes: {…}` and `k3s: {…}` compile on K3s only, `compose: {…}` on Docker Compose only.',
      'The codes are explained in [rules.md](rules.md).',
    ].join('\n'),
    '## Properties',
    ...sections(there),
    '## What does not exist yet',
    'There is no property for these. This is what to do today.',
    instead(notYet),
    '## What is not portable by design',
    'There is no property for these, and none is planned for workloads that run on both orchestrators.',
    instead(missing.filter((feature) => !isNotYet(feature))),
    '## Observed on both engines',
    [
      'One program runs on a Kubernetes node and on a Docker engine, with stand-ins for its images, and is looked at from',
      'inside its containers and from its LAN (`npm run test:engines`). The test compares what it sees with this table, and',
      'with the matrix above: a difference that no note, choice or refusal tells of fails it.',
      '',
      '*Evaluated*: nothing here enforces NetworkPolicies. Which calls they refuse is worked out from the objects; calls that',
      'they allow were made. The node is Kubernetes of the version that K3s has, without what is only in the K3s binary:',
      'ServiceLB (the test gives Services the address of the device, kube-proxy does the rest) and local-path.',
    ].join('\n'),
    observedTable(),
  );
}

/** Whether no property and no method asks for it. */
function isMissing({ id, prop }: Row): boolean {
  return prop === undefined && COLUMNS.every(({ orchestrator }) => MATRIX[orchestrator][id].verdict === 'refused');
}

function isNotYet({ id }: Row): boolean {
  return COLUMNS.some(({ orchestrator }) => {
    const cell = MATRIX[orchestrator][id];
    return cell.verdict === 'refused' && / yet\b/.test(cell.because);
  });
}

/** One section for each property, in the order of the features. */
function sections(features: readonly Row[]): string[] {
  const props = [...new Set(features.map(({ prop }) => prop))];
  const rows = (prop: Row['prop']) => cells(features.filter((feature) => feature.prop === prop));
  return [
    ...props.flatMap((prop) => (prop === undefined ? [] : [`### ${code(prop)}`, rows(prop)])),
    '### Methods and defaults',
    rows(undefined),
  ];
}

function cells(features: readonly Row[]): string {
  return table(
    ['', ...COLUMNS.map(({ title }) => title)],
    features.map(({ id, title }) => [title, ...COLUMNS.map(({ orchestrator }) => describe(MATRIX[orchestrator][id]))]),
  );
}

function describe(cell: Cell): string {
  switch (cell.verdict) {
    case 'mapped':
      return `**mapped**: ${cell.to}`;
    case 'note':
      return `**note**: ${cell.to}. ${cell.note}`;
    case 'choice':
      return `**choice**: ${cell.to}, since ${cell.because} Write ${choice(cell.choose)}.`;
    case 'refused':
      return `**refused**: ${cell.because} ${cell.instead}`;
  }
}

/** What the program writes, set as code; after the first comma that ends the code it is prose. */
function choice(choose: string): string {
  const at = choose.indexOf(', or ');
  return at < 0 ? code(choose) : `${code(choose.slice(0, at))}${choose.slice(at)}`;
}

function instead(features: readonly Row[]): string {
  return table(
    ['', ...COLUMNS.map(({ title }) => title)],
    features.map(({ id, title }) => [
      title,
      ...COLUMNS.map(({ orchestrator }) => {
        const cell = MATRIX[orchestrator][id];
        return cell.verdict === 'refused' ? `${capital(cell.because)} ${cell.instead}` : describe(cell);
      }),
    ]),
  );
}

function capital(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}
