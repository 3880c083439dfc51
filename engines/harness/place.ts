import { existsSync } from 'node:fs';
import { enginePath } from '../cache';
import { standin } from '../standin/engine';
import { freePort } from './port';
import type { Run } from './run';
import type { Service } from './service';

/** Where programs of a run serve: on this machine's loopback, or in namespaces of their own. */
export interface Place {
  /** Address and port that the API server listens on. */
  readonly address: string;
  readonly port: number;
  /** How this process gets there, when it can't dial the address. */
  readonly socket?: string;
  start(name: string, program: string, args: readonly string[]): Service;
  /** The command that runs a program in this place. */
  command(program: string, args: readonly string[]): readonly [string, readonly string[]];
}

export async function loopback(run: Run): Promise<Place> {
  return {
    address: '127.0.0.1',
    port: await freePort(),
    start: (name, program, args) => run.start(name, program, args),
    command: (program, args) => [program, args],
  };
}

/** A way to an address inside a place, as a Unix socket. */
export async function openSocket(run: Run, place: Place, address: string): Promise<string> {
  const socket = run.path('api.sock');
  const forward = place.start('forward', enginePath(standin, 'standin'), ['forward', socket, address]);
  await forward.until('socket', () => existsSync(socket));
  return socket;
}
