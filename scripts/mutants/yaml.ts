// biome-ignore-all lint/suspicious/noTemplateCurlyInString: parts of source text

import type { Mutant } from './mutant';

const FILE = 'lib/output/yaml.ts';

/** Defects of the text that everything is written as. */
export const YAML: readonly Mutant[] = [
  {
    name: 'yaml-on-unquoted',
    file: FILE,
    search: 'yes|no|on|off|true',
    replace: 'yes|no|true',
    breaks: 'the value `on` of a variable is a boolean, which Kubernetes refuses',
  },
  {
    name: 'yaml-octal-unquoted',
    file: FILE,
    search: '/^(?![A-Za-z/])|',
    replace: '/^(?![\\w/])|',
    breaks: 'the text `0777` becomes the number 511',
  },
  {
    name: 'yaml-comment-unquoted',
    file: FILE,
    search: '[^\\w./@+=,;(): -]',
    replace: '[^\\w./@+=,;(): #-]',
    breaks: 'texts end before their first ` #`',
  },
  {
    name: 'yaml-line-break-added',
    file: FILE,
    search: "${ended ? '|' : '|-'}",
    replace: "${ended ? '|' : '|'}",
    breaks: 'files and keys get a line break at their end',
  },
];
