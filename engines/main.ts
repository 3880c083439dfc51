import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cacheDirectory, cacheRoot, isReady, prepare, removeStale } from './cache';
import { engines, select } from './catalogue';
import type { Engine } from './engine';
import { complaint, isMet, meet } from './requirements';

const USAGE = `Usage: npm run engines -- COMMAND
  status [--check] [NAME…]  what is ready and what is missing; with --check, 1 when something is
  prepare [NAME…]           builds what is not ready
  clean [--all]             removes what is no longer used, or everything
A NAME is an engine or a group (kubernetes, compose, pulumi, device).`;

function status(names: readonly string[]): boolean {
  const rows = select(names).map((engine) => ({ engine, lacks: lacks(engine) }));
  const width = Math.max(0, ...rows.map(({ engine }) => engine.name.length));
  for (const { engine, lacks } of rows) {
    console.log(`${engine.name.padEnd(width)}  ${lacks.length === 0 ? 'ready  ' : 'missing'}  ${engine.title}`);
    for (const line of lacks) console.log(`${' '.repeat(width)}           ${line}`);
  }
  console.log(`${rows.filter(({ lacks }) => lacks.length === 0).length} of ${rows.length} ready in ${cacheRoot()}`);
  return rows.every(({ lacks }) => lacks.length === 0);
}

function lacks(engine: Engine): readonly string[] {
  const unmet = engine.needs.filter((requirement) => !isMet(requirement)).map(complaint);
  return isReady(engine) ? unmet : [...unmet, `not built: npm run engines -- prepare ${engine.name}`];
}

async function prepareAll(names: readonly string[]): Promise<void> {
  const selected = select(names);
  meet(selected.flatMap((engine) => engine.needs));
  const begun = Date.now();
  for (const engine of selected) {
    const start = Date.now();
    const built = await prepare(engine);
    console.log(`${engine.name}: ${built ? `built in ${seconds(start)}` : 'ready'} (${cacheDirectory(engine)})`);
  }
  console.log(`${selected.length} engines ready in ${seconds(begun)}`);
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

function clean(all: boolean): void {
  if (all) rmSync(cacheRoot(), { recursive: true, force: true });
  else console.log(removeStale(engines).join('\n') || 'nothing to remove');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
  });
  const [command, ...names] = positionals;
  if (command === 'status') return status(names) || !values.check ? 0 : 1;
  if (command === 'prepare') await prepareAll(names);
  else if (command === 'clean') clean(values.all);
  else {
    console.error(USAGE);
    return 2;
  }
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
