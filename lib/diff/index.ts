export type {
  Change,
  ChangeGroup,
  ChangeKind,
  Detail,
  NeededImage,
  OutputDiff,
  Severity,
} from './change';
export { type DiffOptions, diffOutputs, exitCodeOf } from './diff';
export { treeOfDirectory } from './directory';
export { type DiffCode, DiffError } from './error';
export { treeOfRevision } from './git';
export { renderMarkdown } from './render/markdown';
export { renderText, type TextOptions } from './render/text';
export { treeOf } from './source';
export { type OutputTree, treeOfTexts } from './tree';
