import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../../engines/harness/command';
import { pulumiStack } from '../../engines/harness/pulumi';
import { traces } from './traces';

jest.setTimeout(600_000);

const PROGRAM = join(__dirname, 'pulumi/fleet.ts');

describe('a stack', () => {
  it('leaves nothing behind when the process that made it is killed in the middle of an update', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'pulumi-fixture.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const directory = await firstLine(child.stdout);
    const before = traces(directory).map((trace) => trace.replace(/^\d+ /, ''));
    expect(before).toEqual(expect.arrayContaining([directory, 'pulumi', 'pulumi-language', 'node']));
    child.kill('SIGKILL');
    const left = await eventually(
      async () => traces(directory),
      (remaining) => remaining.length === 0,
      60_000,
    );
    expect(left).toEqual([]);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const stack = await pulumiStack(PROGRAM);
    expect(traces(stack.directory)).toContain(stack.directory);
    await stack.stop();
    expect(traces(stack.directory)).toEqual([]);
  });

  it('says what a program that fails says', async () => {
    const stack = await pulumiStack(join(__dirname, 'pulumi/no-such-program.ts'));
    try {
      const { succeeded, errors } = await stack.preview();
      expect({ succeeded, errors: errors.join('\n') }).toEqual({
        succeeded: false,
        errors: expect.stringContaining('no-such-program'),
      });
    } finally {
      await stack.stop();
    }
  });

  it('says how to get the engine when it is not prepared', async () => {
    const cache = process.env.SFF_ENGINES_CACHE;
    process.env.SFF_ENGINES_CACHE = '/nonexistent';
    try {
      await expect(pulumiStack(PROGRAM)).rejects.toThrow(/npm run engines -- prepare pulumi/);
    } finally {
      if (cache === undefined) delete process.env.SFF_ENGINES_CACHE;
      else process.env.SFF_ENGINES_CACHE = cache;
    }
  });
});

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('The fixture printed nothing.');
}
