import fc from 'fast-check';
import { digestFault, parseImageReference, renderImageReference } from '../../lib/image/reference';

const hex64 = '0123456789abcdef'.repeat(4);
const sha256 = `sha256:${hex64}`;
const sha512 = `sha512:${hex64}${hex64}`;

function fault(text: string): string {
  const parsed = parseImageReference(text);
  return parsed.ok ? 'none' : parsed.fault;
}

describe('an image reference', () => {
  it.each([
    ['pos', 'docker.io', 'library/pos', 'pos'],
    ['pos:1.4.2', 'docker.io', 'library/pos', 'pos'],
    ['stores/pos', 'docker.io', 'stores/pos', 'stores/pos'],
    ['library/pos', 'docker.io', 'library/pos', 'pos'],
    ['docker.io/pos', 'docker.io', 'library/pos', 'pos'],
    ['docker.io/library/pos', 'docker.io', 'library/pos', 'pos'],
    ['index.docker.io/stores/pos', 'docker.io', 'stores/pos', 'stores/pos'],
    ['docker.io/a.b/c', 'docker.io', 'a.b/c', 'docker.io/a.b/c'],
    ['library/a/b', 'docker.io', 'library/a/b', 'library/a/b'],
    ['localhost/pos', 'localhost', 'pos', 'localhost/pos'],
    ['registry:5000/pos', 'registry:5000', 'pos', 'registry:5000/pos'],
    ['10.0.42.1:5000/a/b:1', '10.0.42.1:5000', 'a/b', '10.0.42.1:5000/a/b'],
    ['[fd00::1]:5000/pos', '[fd00::1]:5000', 'pos', '[fd00::1]:5000/pos'],
    ['Registry/pos', 'Registry', 'pos', 'Registry/pos'],
    [
      'registry.contoso.com/a__b/c--d.e_f',
      'registry.contoso.com',
      'a__b/c--d.e_f',
      'registry.contoso.com/a__b/c--d.e_f',
    ],
  ])('%s has its registry, repository and familiar name', (text, registry, repository, familiar) => {
    expect(parseImageReference(text)).toMatchObject({ ok: true, reference: { registry, repository, familiar } });
  });

  it.each([
    [`pos:1.4.2@${sha256}`, { name: 'pos', tag: '1.4.2', digest: sha256 }],
    [`pos@${sha512}`, { name: 'pos', tag: undefined, digest: sha512 }],
    ['registry:5000/pos', { name: 'registry:5000/pos', tag: undefined, digest: undefined }],
    ['registry:5000/pos:_1', { name: 'registry:5000/pos', tag: '_1', digest: undefined }],
    [`pos:${'t'.repeat(128)}`, { name: 'pos', tag: 't'.repeat(128), digest: undefined }],
  ])('%s has its name as written, tag and digest', (text, { name, tag, digest }) => {
    const parsed = parseImageReference(text);
    expect(parsed.ok && [parsed.reference.name, parsed.reference.tag, parsed.reference.digest]).toEqual([
      name,
      tag,
      digest,
    ]);
  });

  it.each([
    ['', 'empty'],
    [' pos', 'whitespace'],
    ['pos:1\n', 'whitespace'],
    ['https://registry.contoso.com/pos', 'scheme'],
    ['oci://registry.contoso.com/pos', 'scheme'],
    [hex64, 'identifier'],
    ['POS', 'uppercase'],
    ['registry.contoso.com/Pos:1', 'uppercase'],
    ['pos@', 'digest'],
    ['pos@sha256', 'digest'],
    [`pos@sha256:${hex64.slice(1)}`, 'digest'],
    [`pos@sha256:${hex64}0`, 'digest'],
    [`pos@sha256:${hex64.toUpperCase()}`, 'digest'],
    [`pos@sha256:${hex64.slice(1)}g`, 'digest'],
    [`pos@sha512:${hex64}`, 'digest'],
    [`pos@md5:${hex64.slice(32)}`, 'digest'],
    [`pos@constructor:${hex64}`, 'digest'],
    [`pos@${sha256}@${sha256}`, 'digest'],
    ['pos:', 'tag'],
    ['pos:-1', 'tag'],
    ['pos:1+2', 'tag'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: interpolation that nobody did
    ['pos:${TAG}', 'tag'],
    [`pos:${'t'.repeat(129)}`, 'tag'],
    ['pos:1:2', 'tag'],
    ['-a.b/pos', 'registry'],
    ['registry:/pos', 'registry'],
    ['[::1/pos', 'registry'],
    ['a..b/pos', 'registry'],
    ['a//b', 'repository'],
    ['/pos', 'repository'],
    ['pos/', 'repository'],
    ['a___b', 'repository'],
    ['-pos', 'repository'],
    ['registry.contoso.com/', 'repository'],
    [`registry.contoso.com/${'a'.repeat(256)}`, 'too-long'],
    ['a'.repeat(248), 'too-long'],
  ])('%j is refused: %s', (text, expected) => {
    expect(fault(text)).toBe(expected);
  });
});

describe('a digest', () => {
  it('says what is wrong with it', () => {
    expect(digestFault(sha256)).toBeUndefined();
    expect(digestFault('sha256:12')).toContain('2 hexadecimal digits');
    expect(digestFault(`SHA256:${hex64}`)).toContain('sha256');
  });
});

const alphanumeric = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const component = fc
  .tuple(alphanumeric, fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '---'), alphanumeric), { maxLength: 2 }))
  .map(([first, rest]) => first + rest.flat().join(''));
const host = fc.oneof(
  fc.constantFrom('localhost', '10.0.42.1', '[fd00::1]', 'docker.io'),
  fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,6}[a-zA-Z0-9])?\.[a-z]{2,5}$/),
);
const registry = fc
  .tuple(host, fc.option(fc.nat(65535), { nil: undefined }))
  .map(([h, p]) => (p === undefined ? h : `${h}:${p}`));
const valid = fc
  .record({
    registry: fc.option(registry, { nil: undefined }),
    path: fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
    tag: fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: undefined }),
    digest: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/), { nil: undefined }),
  })
  // A first part with a dot is a host, and hosts have no "_".
  .filter((r) => r.registry !== undefined || !/^[^/]*\.[^/]*\//.test(r.path))
  .map((r) => {
    const name = r.registry === undefined ? r.path : `${r.registry}/${r.path}`;
    return renderImageReference({
      name,
      tag: r.tag,
      digest: r.digest === undefined ? undefined : `sha256:${r.digest}`,
    });
  });

describe('every reference', () => {
  it('that the grammar makes is read, and written as it was', () => {
    fc.assert(
      fc.property(valid, (text) => {
        const parsed = parseImageReference(text);
        expect(parsed.ok && renderImageReference(parsed.reference)).toBe(text);
      }),
    );
  });

  it('means the same by its familiar name', () => {
    fc.assert(
      fc.property(valid, (text) => {
        const parsed = parseImageReference(text);
        if (!parsed.ok) throw new Error(parsed.message);
        const { familiar: name, registry, repository, tag, digest } = parsed.reference;
        const again = parseImageReference(renderImageReference({ name, tag, digest }));
        expect(again).toMatchObject({ ok: true, reference: { registry, repository, familiar: name } });
      }),
    );
  });

  it('that a slip changed is refused, or written as it is', () => {
    const slip = fc.constantFrom('', ' ', '/', ':', '@', '-', '_', '.', 'A', '%', '$', '\u00e9', '\n', '//', 'sha256:');
    fc.assert(
      fc.property(valid, slip, fc.nat(300), fc.nat(3), (text, inserted, at, removed) => {
        const mutant = text.slice(0, at) + inserted + text.slice(at + removed);
        const parsed = parseImageReference(mutant);
        if (parsed.ok) expect(renderImageReference(parsed.reference)).toBe(mutant);
        else expect(parsed.message).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});
