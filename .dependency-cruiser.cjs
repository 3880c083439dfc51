const { dependencies = {}, peerDependencies, peerDependenciesMeta } = require('./package.json');

/**
 * What may import what in lib/, lowest layer first: a file imports from its own layer and from those below, never up.
 *
 * A new file or folder is given its layer here; without one, `unplaced` refuses it.
 */
const LAYERS = [
  ['ground', '^lib/(orchestrator|errors|version)\\.ts$|^lib/(validation|output|portable|image|identity|lock)/'],
  ['fleet and site', '^lib/(fleet|site|inventory|part|rendering|selection)\\.ts$'],
  ['application and device', '^lib/(application|device)\\.ts$'],
  ['workload', '^lib/workload/'],
  ['engines', '^lib/(kubernetes|k3s|compose)/'],
  ['azure', '^lib/azure/'],
  ['app', '^lib/(app|synthesis|progress)\\.ts$'],
  ['diff', '^lib/diff/'],
  ['surface', '^lib/(index|testing)\\.ts$|^lib/(pulumi|cli)/'],
];
const placed = LAYERS.map(([, path]) => path);

/** What a user's install always brings. An optional peer is not among it. */
const packages = [
  ...Object.keys(dependencies),
  ...Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true),
];
const installed = `(^|/)node_modules/(${packages.map((name) => name.replace(/[.]/g, '\\.')).join('|')})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files that import each other are one. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'unplaced',
      comment: 'A file of lib/ stands in one of the layers above.',
      severity: 'error',
      from: { path: '^lib/', pathNot: placed },
      to: {},
    },
    {
      name: 'unplaced-target',
      comment: 'A file of lib/ stands in one of the layers above.',
      severity: 'error',
      from: {},
      to: { path: '^lib/', pathNot: placed },
    },
    ...LAYERS.slice(0, -1).map(([name, path], i) => ({
      name: `upwards-from-${name.replaceAll(' ', '-')}`,
      comment: 'Imports point one way: from the public surface down to the ground.',
      severity: 'error',
      from: { path },
      to: { path: placed.slice(i + 1) },
    })),
    {
      name: 'kubernetes-below-k3s',
      comment: 'lib/kubernetes serves any Kubernetes: what only K3s has is not known there.',
      severity: 'error',
      from: { path: '^lib/kubernetes/' },
      to: { path: '^lib/k3s/' },
    },
    {
      name: 'engines-apart',
      comment: 'Kubernetes and Compose never import each other: what both need is in lib/workload or below.',
      severity: 'error',
      from: { path: '^lib/(kubernetes|k3s)/' },
      to: { path: '^lib/compose/' },
    },
    {
      name: 'engines-apart-from-compose',
      comment: 'Kubernetes and Compose never import each other: what both need is in lib/workload or below.',
      severity: 'error',
      from: { path: '^lib/compose/' },
      to: { path: '^lib/(kubernetes|k3s)/' },
    },
    {
      name: 'index-from-inside',
      comment: 'lib/index.ts is what users import; inside, a file imports the file that has what it needs.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^lib/index\\.ts$' },
    },
    {
      name: 'entry-points',
      comment: 'lib/pulumi and lib/cli are entry points: nobody imports them.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(pulumi|cli)/' },
      to: { path: '^lib/(pulumi|cli)/' },
    },
    {
      name: 'diff-apart',
      comment: 'lib/diff reads what is written, whatever wrote it: of engines it takes what reads the forms of a file.',
      severity: 'error',
      from: { path: '^lib/diff/' },
      to: {
        path: '^lib/',
        pathNot: ['^lib/diff/', placed[0], '^lib/compose/(forms|mount-forms|port-forms)\\.ts$'],
      },
    },
    {
      name: 'diff-only-in-cli',
      comment: 'A program that synthesises does not load what compares outputs.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(diff|cli)/' },
      to: { path: '^lib/diff/' },
    },
    {
      name: 'command-line-packages',
      comment:
        'A program that synthesises loads no YAML parser, but to say what is wrong with a lock, and nothing of a command line.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(diff|cli)/|^lib/identity/lock-file\\.ts$' },
      to: { path: '(^|/)node_modules/(yaml|commander)/' },
    },
    {
      name: 'pulumi-apart',
      comment: 'Only lib/pulumi imports @pulumi: type-checking it costs every user seconds and hundreds of megabytes.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/pulumi/' },
      to: { path: '(^|/)(node_modules/)?@pulumi/' },
    },
    {
      name: 'installed-packages',
      comment:
        'lib/ imports what a user has installed: dependencies and peers, no optional peer, no dev dependency; a schema is packed.',
      severity: 'error',
      from: { path: '^lib/' },
      to: {
        pathNot: [
          '^lib/',
          '^schemas/compose-spec\\.json$',
          installed,
          '(^|/)node_modules/kubernetes-types/',
          '(^|/)(node_modules/)?@pulumi/',
        ],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'kubernetes-types-only-in-kubernetes',
      comment: 'Types of Kubernetes objects are for what renders them.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(kubernetes|k3s)/' },
      to: { path: '(^|/)node_modules/kubernetes-types/' },
    },
    {
      name: 'kubernetes-types-only-as-types',
      comment: 'kubernetes-types is a dev dependency: at run time it is not there.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '(^|/)node_modules/kubernetes-types/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-input-or-output',
      comment:
        'Constructs and renderers read no file, clock, network or environment: only lib/output, lib/lock and readers do.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(output|lock|pulumi|cli)/|^lib/diff/(directory|git|source)\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'require', 'node', 'default'] },
  },
};
