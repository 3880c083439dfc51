import { shorten } from '../../lib/kubernetes/names';
import { cpuQuantity, memoryQuantity } from '../../lib/kubernetes/quantity';

describe('a quantity', () => {
  it.each([
    [1, '1'],
    [1024, '1Ki'],
    [1536, '1536'],
    [1024 ** 2 * 1.5, '1536Ki'],
    [1024 ** 3, '1Gi'],
    [1024 ** 4, '1024Gi'],
  ])('of %i bytes is %s', (bytes, expected) => expect(memoryQuantity(bytes)).toBe(expected));

  it.each([
    [1, '1'],
    [0.5, '500m'],
    [1.25, '1250m'],
    [0.001, '1m'],
    [14, '14'],
  ])('of %d cores is %s', (cores, expected) => expect(cpuQuantity(cores)).toBe(expected));
});

describe('a long name', () => {
  it('is cut, and told apart by a hash', () => {
    const [a, b] = ['a', 'b'].map((end) => shorten(`${'x'.repeat(70)}${end}`));
    expect(a).toHaveLength(63);
    expect(a).not.toBe(b);
    expect(shorten('short')).toBe('short');
    expect(shorten(`${'x'.repeat(53)}--------------`)).toMatch(/^x{53}-[0-9a-f]{8}$/);
  });
});
