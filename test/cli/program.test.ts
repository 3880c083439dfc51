import { program } from '../../lib/cli/program';
import { VERSION } from '../../lib/version';
import { sff } from './run';

const NAMES = program({ out: () => {}, err: () => {}, columns: undefined, env: {}, exit: () => {} }).commands.map(
  (each) => each.name(),
);

describe('sff', () => {
  it.each(NAMES)('%s has examples in its help, and prints data', async (name) => {
    const { code, out } = await sff([name, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`  $ sff ${name}`);
    expect(out).toContain('--json');
  });

  it('tells its version', async () => {
    expect(await sff(['--version'])).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });

  it.each([
    ['a subcommand that is none', ['dif', 'a', 'b'], "unknown command 'dif'"],
    ['an option that is none', ['diff', 'a', 'b', '--jsn'], "unknown option '--jsn'"],
    ['a missing argument', ['diff', 'a'], "missing required argument 'new'"],
    ['what Markdown has no room for', ['diff', 'a', 'b', '--sites', '--markdown'], 'cannot be used with'],
    ['two forms at once', ['diff', 'a', 'b', '--json', '--markdown'], 'cannot be used with'],
  ])('ends with 3 on %s, and says so in a line', async (_, args, message) => {
    const { code, out, err } = await sff(args);
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain(message);
  });
});
