import { argumentsOfProgram, Stopwatch, siteIds } from './measure';

/** A Pulumi program of so many sites under Pulumi's own mocks: `deploy`, or the same resources written by hand. */
const { sites, variant } = argumentsOfProgram();

// Made once: neither program makes it.
const KEY = { privateKeyPem: process.env.BENCH_KEY ?? '' };

async function main(): Promise<void> {
  const watch = new Stopwatch();
  let resources = 0;
  await watch.timeAsync(async () => {
    const { runtime } = require('@pulumi/pulumi') as typeof import('@pulumi/pulumi');
    await runtime.setMocks(
      {
        newResource: ({ name, type, inputs, custom }) => {
          if (custom === true) resources++;
          return { id: `/id/${name}`, state: type.startsWith('tls:') ? { ...inputs, ...KEY } : inputs };
        },
        call: ({ inputs }) => inputs,
      },
      'bench',
      'bench',
      true,
    );
    const { stack } = require(variant === 'ours' ? './stack-ours' : './stack-by-hand');
    await runtime.runInPulumiStack(async () => stack(siteIds(sites)));
    await (runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  });
  watch.print(resources);
}

void main();
