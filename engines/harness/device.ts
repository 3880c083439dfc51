import { readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { enginePath } from '../cache';
import { standin } from '../standin/engine';
import { CommandError, type CommandOptions, command } from './command';
import type { Run } from './run';

/** Address of the device on its LAN. */
export const DEVICE = '10.0.42.11';
export const ROUTER = '10.0.42.1';
export const PRINTER = '10.0.42.50';
/** An address of TEST-NET-3 that stands for the internet: only the router leads there. */
export const INTERNET = '203.0.113.10';

/** What `lan.sh` makes a LAN of. */
export interface Lan {
  /** The device's address. @default `10.0.42.11/24` */
  readonly device?: string | undefined;
  /** Addresses that answer on the LAN: the device's router, a neighbour, and others. @default a router, a printer, the internet */
  readonly others?: readonly string[] | undefined;
}

/** The arguments of `make_lan` after its first. */
export function lanArguments(lan: Lan = {}): readonly string[] {
  const { device = `${DEVICE}/24`, others = [`${ROUTER}/24`, `${PRINTER}/24`, `${INTERNET}/32`] } = lan;
  return [device, ...others];
}

/** A device in namespaces of its own, with a LAN in another network namespace behind a cable (`lan.sh`). */
export abstract class Device {
  constructor(
    protected readonly run: Run,
    protected readonly env: Readonly<Record<string, string>>,
    private readonly lan: Lan = {},
  ) {}

  /** The command that runs a line on the device. */
  protected abstract enter(line: readonly string[]): readonly [string, ...string[]];

  /** Runs a command on the device: in its pid, network and mount namespaces. */
  public onDevice(line: readonly string[], options: CommandOptions = {}): Promise<string> {
    const [program, ...args] = this.enter(line);
    return command(program, args, { env: this.env, ...options });
  }

  /** Runs a command on the LAN, where the router, the printer and the internet are. */
  public onLan(line: readonly string[], options: CommandOptions = {}): Promise<string> {
    return this.onDevice(this.enterLan(line), options);
  }

  /** Has a stand-in answer on TCP ports, on every address of the LAN or of the device, until the run stops. */
  public async serve(where: 'lan' | 'device', ...ports: readonly number[]): Promise<void> {
    // A file of its own: beside another server of the same file, a stand-in takes itself for the tool of a check.
    const file = this.run.path(`standin-${where}`);
    await copyFile(enginePath(standin, 'standin'), file);
    const [program, ...args] = this.enter(where === 'lan' ? this.enterLan([file]) : [file]);
    const env = { ...this.env, STANDIN_PORTS: ports.join(',') };
    const server = this.run.start(where, program, args, { env });
    await server.until('listener', () => server.log().includes('serves'));
  }

  /** Whether a TCP connection comes about, from a neighbour, from the internet behind the router, or from the device. */
  public async opens(from: 'lan' | 'internet' | 'device', address: string, port: number): Promise<boolean> {
    const [, , neighbour = ''] = lanArguments(this.lan);
    const source = { lan: neighbour.replace(/\/.*/, ''), internet: INTERNET, device: '' }[from];
    const dial = [enginePath(standin, 'standin'), 'dial', source, `${address}:${port}`];
    try {
      await (from === 'device' ? this.onDevice(dial) : this.onLan(dial));
      return true;
    } catch (error) {
      if (error instanceof CommandError && error.code === 1) return false;
      throw error;
    }
  }

  private enterLan(line: readonly string[]): readonly string[] {
    return ['nsenter', '--target', readFileSync(this.run.path('lan.pid'), 'utf8').trim(), '--net', '--', ...line];
  }
}
