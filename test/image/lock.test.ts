import { type ImageLock, resolveImage } from '../../lib/image/lock';

const a = `sha256:${'a'.repeat(64)}`;
const b = `sha256:${'b'.repeat(64)}`;

function code(text: string, lock?: ImageLock): string {
  const resolved = resolveImage(text, lock);
  return resolved.ok ? 'none' : resolved.code;
}

describe('an image', () => {
  it('that carries its digest is pinned', () => {
    expect(resolveImage(`pos:1.4.2@${a}`)).toMatchObject({ ok: true, image: `pos:1.4.2@${a}`, digest: a });
    expect(resolveImage(`pos@${a}`)).toMatchObject({ ok: true, image: `pos@${a}`, digest: a });
  });

  it("has the lock's digest and size", () => {
    const lock: ImageLock = { 'registry.contoso.com/pos:1.4.2': { digest: a, size: 48_000_000 } };
    expect(resolveImage('registry.contoso.com/pos:1.4.2', lock)).toMatchObject({
      ok: true,
      image: `registry.contoso.com/pos:1.4.2@${a}`,
      size: 48_000_000,
    });
  });

  it("has the lock's size also when it carries the same digest", () => {
    expect(resolveImage(`pos:1.4.2@${a}`, { 'pos:1.4.2': { digest: a, size: 7 } })).toMatchObject({
      ok: true,
      size: 7,
    });
  });

  it('has no size where the lock has none', () => {
    expect(resolveImage('pos:1.4.2', { 'pos:1.4.2': a })).not.toHaveProperty('size');
  });

  it.each(['postgres:16.4', 'library/postgres:16.4', 'docker.io/postgres:16.4', 'docker.io/library/postgres:16.4'])(
    'is found in the lock as %s, however the program writes it',
    (key) => {
      for (const text of ['postgres:16.4', 'docker.io/postgres:16.4', 'docker.io/library/postgres:16.4']) {
        expect(resolveImage(text, { [key]: a })).toMatchObject({ ok: true, image: `${text}@${a}` });
      }
    },
  );

  it('is not found by what every object has', () => {
    expect(code('constructor:1')).toBe('image-not-pinned');
    expect(code('pos:1', Object.create({ 'pos:1': a }))).toBe('image-not-pinned');
  });

  it.each<[string, ImageLock | undefined, string]>([
    ['pos:1.4.2', undefined, 'image-not-pinned'],
    ['pos:1.4.2', { 'registry.contoso.com/pos:1.4.2': a }, 'image-not-pinned'],
    ['pos:1.4.2', { 'pos:1.4.3': a }, 'image-not-pinned'],
    ['pos', undefined, 'image-latest'],
    ['pos', { pos: a, 'pos:latest': a }, 'image-latest'],
    ['pos:latest', { 'pos:latest': a }, 'image-latest'],
    [`pos:latest@${a}`, undefined, 'image-latest'],
    [`pos:1@${a}`, { 'pos:1': b }, 'image-lock-mismatch'],
    ['pos:1', { 'pos:1': a, 'docker.io/library/pos:1': b }, 'image-lock-mismatch'],
    ['POS:1', undefined, 'image-malformed'],
    ['pos:1@sha256:12', undefined, 'image-malformed'],
    ['pos:1', { 'pos:1': 'sha256:12' }, 'image-malformed'],
    ['pos:1', { 'pos:1': { digest: a, size: -1 } }, 'image-malformed'],
    ['pos:1', { 'pos:1': { digest: a, size: 1.5 } }, 'image-malformed'],
  ])('%s with %j is refused: %s', (text, lock, expected) => {
    expect(code(text, lock)).toBe(expected);
  });

  it('without a digest is told how to pin it', () => {
    expect(resolveImage('pos:1.4.2')).toMatchObject({ fix: expect.stringContaining('pos:1.4.2@sha256:…') });
  });
});
