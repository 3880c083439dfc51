import * as fs from 'node:fs';
import { setegid, seteuid } from 'node:process';
import { SffApp } from 'sff-constructs';
import { OutputError } from '../../../lib/output/error';
import { OutputWriter } from '../../../lib/output/writer';
import { buildFleet } from './fleet';
import type { Answer, Fault, Order, Outcome } from './order';

/** Where a copy of this process leaves its answer. */
const [, , answerFile = ''] = process.argv;

/** A program that synthesises for the tests that kill it: it does what it is told, and ends with its parent. */
process.on('message', (order: Order) => {
  const answer = order.apart === undefined ? carryOut(order) : inCopy(order, order.apart);
  process.send?.(answer);
});

// What is loaded only when an app is synthesised, and what is slow for the first time, is over before the first order.
const first = new SffApp();
buildFleet(first, [{ name: 'first', orchestrator: 'k3s', workloads: [{ name: 'first', lines: 0 }] }]);
first.synthYaml();
process.send?.('ready');

/** To load a program takes a hundred times as long as to copy one that has. `calls.c` makes the copy. */
function inCopy(order: Order, { call = '0 0', killAfter = 0 }: Fault): Answer {
  fs.rmSync(answerFile, { force: true });
  try {
    fs.openSync(`sff-fork:${Math.round(killAfter * 1000)}`, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') endWith(carryOut(order, call));
  }
  if (!fs.existsSync(answerFile)) return { died: true };
  return JSON.parse(fs.readFileSync(answerFile, 'utf8')) as Outcome; // from endWith
}

/** Node has learned the process id at its start, and would run its parent's exit handlers. */
function endWith(outcome: Outcome): never {
  fs.writeFileSync(`${answerFile}.new`, JSON.stringify(outcome));
  fs.renameSync(`${answerFile}.new`, answerFile);
  process.kill(Number(fs.readlinkSync('/proc/self')), 'SIGKILL');
  throw new Error('This process has outlived its end.');
}

function carryOut({ outdir, fleet, user = 0, apart }: Order, call = '0 0'): Outcome {
  if (apart !== undefined) Object.defineProperty(process, 'pid', { value: Number(fs.readlinkSync('/proc/self')) });
  setegid?.(user);
  seteuid?.(user);
  process.env.SFF_FAULT = call;
  process.env.SFF_CALLS = '0';
  const begun = performance.now();
  const outcome = attempt(() => (fleet === undefined ? recover(outdir) : synth(outdir, fleet)));
  const measured = { calls: Number(process.env.SFF_CALLS), milliseconds: performance.now() - begun };
  delete process.env.SFF_FAULT;
  seteuid?.(0);
  setegid?.(0);
  return { ...outcome, ...measured };
}

function synth(outdir: string, fleet: NonNullable<Order['fleet']>): Partial<Outcome> {
  const app = new SffApp({ outdir, lock: false });
  buildFleet(app, fleet);
  app.synth();
  return {};
}

function recover(outdir: string): Partial<Outcome> {
  const writer = OutputWriter.open(outdir);
  writer.abort();
  return { recovery: writer.recovery };
}

function attempt(run: () => Partial<Outcome>): Partial<Outcome> {
  try {
    return run();
  } catch (error) {
    return { error: { code: OutputError.isOutputError(error) ? error.code : null, text: String(error) } };
  }
}
