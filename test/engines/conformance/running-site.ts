import type { Orchestrator } from 'sff-constructs';
import type { Device } from '../../../engines/harness/device';
import type { Outcome, Self } from '../standin-answers';
import type { Version } from './behaviour';

/** What an engine says of a container. */
export interface ContainerState {
  /** Changes when the container is made anew, and not when it is started again. */
  readonly id: string;
  /** How often it was started again. */
  readonly restarts: number;
  readonly ready: boolean;
}

/**
 * A site that runs, whatever runs it: the verbs of the behaviours.
 *
 * Containers are named as `scene/workload`, others than the main one as `scene/workload/container`.
 */
export interface RunningSite {
  readonly orchestrator: Orchestrator;
  readonly device: Device;
  /** What the stand-in of a container answers: `read?path=/etc/hosts`. */
  ask<T = Outcome>(container: string, question: string): Promise<T>;
  /** A port of a container that the program does not declare. */
  hiddenPort(container: string): Promise<number>;
  /** Address of a workload in the network that it shares with others. */
  address(workload: string): Promise<string>;
  /** Whether a container gets a connection. */
  reaches(container: string, target: string, network?: 'tcp' | 'udp'): Promise<boolean>;
  /** Whether a port of the device opens that a workload publishes. */
  opens(from: 'lan' | 'internet' | 'device', workload: string, port: number, address?: string): Promise<boolean>;
  state(container: string): Promise<ContainerState>;
  /** Waits until the state is as wanted. */
  until(container: string, wanted: (state: ContainerState) => boolean): Promise<ContainerState>;
  labels(workload: string): Promise<Readonly<Record<string, string>>>;
  /** How the orchestrator itself ranks it among others; 0 for all where it ranks none. */
  rank(workload: string): Promise<number>;
  readyReplicas(workload: string): Promise<number>;
  /** How many lines of its log the orchestrator still has. */
  logLines(workload: string): Promise<number>;
  /** Stops the workload as an update does and starts it anew; the seconds until the old one was gone. */
  recreate(workload: string): Promise<number>;
  /** Delivers another version of the program, and names the workloads that were made anew. */
  change(version: Version): Promise<readonly string[]>;
  /** Whether, since it was asked last, an answer came from evaluating objects instead of from running them. */
  tookEvaluation(): boolean;
}

/** What the stand-in of a container tells about itself. */
export function selfOf(site: RunningSite, container: string): Promise<Self> {
  return site.ask<Self>(container, 'self');
}

/** Whether a container may write to a directory. */
export async function writes(site: RunningSite, container: string, path: string): Promise<boolean> {
  return (await site.ask(container, `write?path=${path}`)).ok;
}

/** What containers of a workload have written into the diary that they share at `/work`. */
export async function entries(site: RunningSite, workload: string): Promise<readonly string[]> {
  const { content = '' } = await site.ask(workload, 'read?path=/work/diary');
  return content.split('\n').filter((line) => line !== '');
}

/** `as stated`, or what is there instead. */
export function asStated(found: unknown, stated: unknown): string {
  const [there, said] = [JSON.stringify(found), JSON.stringify(stated)];
  return there === said ? 'as stated' : there;
}
