import { API_CHOICES } from '../../lib/azure/api-versions';
import { code, page, table } from './markdown';

/** `docs/azure-versions.md`: the class and the API version of each resource. */
export function azurePage(): string {
  return page(
    '# API versions in Azure',
    [
      'A class of azure-native knows one API version, and drops in silence what that version does not have. So each resource',
      'is asked for by its class where that suffices, and by `azure-native:resources:Resource` in a version of its own where',
      'it has a property of the last column. `apiVersion` overrides the choice. This page is made from the table that the code',
      'reads; the classes are those of `@pulumi/azure-native` 3.28.',
    ].join('\n'),
    table(
      ['type', 'class', 'its version', 'generic version', 'generic where it has'],
      Object.entries(API_CHOICES).map(([type, { typed, generic }]) => [
        code(type),
        code(typed.className),
        code(typed.version),
        code(generic),
        Object.keys(typed.lacks).map(code).join(', ') || 'only where `apiVersion` says so',
      ]),
    ),
    '## Taken at creation only',
    [
      'The identity lock has these properties, besides name, resource group, region and class: Azure takes them when the',
      'resource is created, and another value would be another resource.',
    ].join('\n'),
    table(
      ['type', 'properties'],
      Object.entries(API_CHOICES)
        .filter(([, { createOnly }]) => createOnly.length > 0)
        .map(([type, { createOnly }]) => [code(type), createOnly.map(code).join(', ')]),
    ),
  );
}
