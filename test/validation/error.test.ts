import { type Problem, type RuleCode, SffValidationError } from '../../lib';

const problem = (path: string, message = 'has no digest.', code: RuleCode = 'image-not-pinned'): Problem => ({
  code,
  path,
  message,
  fix: 'Pin it.',
});

const sites = (count: number, rest = '/till/db', fleet = 'stores') =>
  Array.from({ length: count }, (_, i) => `${fleet}/s${String(i).padStart(4, '0')}${rest}`);

const linesOf = (problems: readonly Problem[]) => new SffValidationError(problems).message.split('\n');

describe('the message about all mistakes', () => {
  it('says once what is the same in many sites, and hides no other mistake behind it', () => {
    const found = [
      ...sites(6000).map((path) => problem(path)),
      problem('stores/s0003/till/pos'),
      ...sites(4, '', 'kiosks').map((path) => problem(path)),
    ];
    expect(linesOf(found)).toEqual([
      '6005 problems; nothing was written.',
      '  kiosks/*: 4 sites (s0000, s0001, s0002, …): has no digest. Pin it. [image-not-pinned]',
      '  stores/*/till/db: 6000 sites (s0000, s0001, s0002, …): has no digest. Pin it. [image-not-pinned]',
      '  stores/s0003/till/pos: has no digest. Pin it. [image-not-pinned]',
    ]);
    expect(new SffValidationError(found).problems).toHaveLength(6005);
  });

  it('says once what differs by the names of sites, as devices that are named after them do', () => {
    const found = sites(5, '').map((path) => problem(`${path}/${path.slice(7)}-node-1`, `${path} has: no memory.`));
    expect(linesOf(found).slice(1)).toEqual([
      '  stores/*/{site}-node-1: 5 sites (s0000, s0001, s0002, …): stores/{site} has: no memory. Pin it. [image-not-pinned]',
    ]);
  });

  it('names every site of a few, and tells what the program itself has twice', () => {
    const found = [...sites(3), ...Array.from({ length: 5 }, () => 'stores')].map((path) => problem(path));
    expect(linesOf(found)).toEqual([
      '8 problems; nothing was written.',
      ...Array.from({ length: 5 }, () => '  stores: has no digest. Pin it. [image-not-pinned]'),
      ...sites(3).map((path) => `  ${path}: has no digest. Pin it. [image-not-pinned]`),
    ]);
  });

  it('is bounded where each site has a mistake of its own, and shows some of each rule', () => {
    const found = [
      ...sites(6000, '').map((path, i) => problem(path, `has the address 10.0.0.${i}.`, 'address-invalid')),
      ...sites(50, '').map((path, i) => problem(path, `row ${i}.`, 'inventory-row')),
      problem('stores/s0009/till/pos'),
    ];
    const lines = linesOf(found);
    expect(lines).toHaveLength(1 + 100 + 1);
    expect(lines).toContain('  stores/s0009/till/pos: has no digest. Pin it. [image-not-pinned]');
    expect(lines.at(-1)).toBe('  … and 5951 more, in error.problems: 1 [inventory-row], 5950 [address-invalid].');
  });

  it('lists all where they are not too many', () => {
    const found = sites(100, '').map((path, i) => problem(path, `has the address 10.0.0.${i}.`));
    expect(linesOf(found)).toHaveLength(101);
  });

  it('has rows in the order of their numbers', () => {
    const rows = Array.from({ length: 12 }, (_, i) => problem('stores', `row ${i + 1} has no good id.`));
    expect(linesOf(rows).slice(1)).toEqual(
      rows.map(({ message }) => `  stores: ${message} Pin it. [image-not-pinned]`),
    );
  });
});
