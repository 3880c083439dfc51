import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { argumentsOfProgram, type Measure } from './measure';

/** Runs `ours` in so many processes, one for each shard and as many at a time as there are cores: what all took, with their start. */
const { sites, outdir, variant } = argumentsOfProgram();
const [count = '', content = ''] = variant.split(' ');

function runShard(index: number): Promise<Measure> {
  const env = { ...process.env, SFF_SHARD: `${index}/${count}` };
  const child = spawn(process.execPath, [join(__dirname, 'ours.js'), String(sites), outdir, content], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code) =>
      code === 0 ? resolve(JSON.parse(output)) : reject(new Error(`Shard ${index}: ${code}`)),
    );
  });
}

async function main(): Promise<void> {
  const start = performance.now();
  const measures: Measure[] = [];
  let next = 1;
  const worker = async () => {
    while (next <= Number(count)) measures.push(await runShard(next++));
  };
  await Promise.all(cpus().map(worker));
  const whole: Measure = {
    wall: performance.now() - start,
    cpu: measures.reduce((sum, { cpu }) => sum + cpu, 0),
    peak: Math.max(...measures.map(({ peak }) => peak)),
    objects: 10 * sites,
  };
  console.log(JSON.stringify(whole));
}

void main();
