import { azurePage } from './azure-page';
import { matrixPage } from './matrix-page';
import { rulesPage } from './rules-page';

/** Pages that come from tables of the code, by their path: quick to make. */
export const TABLE_PAGES: Readonly<Record<string, () => string>> = {
  'docs/azure-versions.md': azurePage,
  'docs/rules.md': rulesPage,
  'docs/workload-matrix.md': matrixPage,
};
