import { codes } from '../../lib/cli/codes';
import { sff } from './run';

describe('sff rules', () => {
  it('lists every code once', async () => {
    const { out, code } = await sff(['rules', '--json']);
    const listed = (JSON.parse(out) as readonly { readonly code: string }[]).map((each) => each.code);
    expect(code).toBe(0);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).toEqual(
      expect.arrayContaining(['image-not-pinned', 'output-busy', 'diff-not-an-output', 'image-lock-unreadable']),
    );
  });

  it('has a line for each', async () => {
    const { out } = await sff(['rules'], { columns: 100 });
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(codes().length);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it('lists those that can be waived', async () => {
    const { out } = await sff(['rules', '--waivable', '--json']);
    expect((JSON.parse(out) as readonly { readonly waivable: boolean }[]).every(({ waivable }) => waivable)).toBe(true);
  });
});

describe('sff explain', () => {
  it.each(codes().map(({ code }) => [code]))('tells what %s means, and what to do', async (name) => {
    const { code, out } = await sff(['explain', name]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${name}\n\n\\S[\\s\\S]+\nWhat to do\n  \\S`));
  });

  it('gives the same as data', async () => {
    const { out } = await sff(['explain', 'image-not-pinned', '--json']);
    expect(JSON.parse(out)).toMatchObject({ code: 'image-not-pinned', of: 'program', waivable: true });
  });

  it('knows what was probably meant', async () => {
    const { code, err } = await sff(['explain', 'image-not-pined']);
    expect([code, err]).toEqual([3, expect.stringContaining('Did you mean image-not-pinned?')]);
  });

  it('names where all codes are when nothing is near', async () => {
    const { code, err } = await sff(['explain', 'E1234']);
    expect([code, err]).toEqual([3, expect.stringContaining('`sff rules` lists all codes.')]);
  });
});
