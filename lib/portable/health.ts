import type { Duration } from 'cdk8s';
import { isMarked, mark } from './mark';

/** When a check runs, and what follows from its result. */
export interface HealthTiming {
  /** Time between two checks. @default 10 seconds */
  readonly interval?: Duration | undefined;
  /** Time after which a check that has not answered has failed. @default 5 seconds */
  readonly timeout?: Duration | undefined;
  /** Failures in a row that make the container unhealthy. @default 3 */
  readonly retries?: number | undefined;
  /**
   * How long the container may take to start.
   *
   * Docker: failures in this time do not count. K3s, with `restartAfter`: the startup probe's time, with `retries` more
   * checks; a sidecar is not checked for life in this time.
   *
   * @default 30 seconds
   */
  readonly startPeriod?: Duration | undefined;
  /**
   * Restart the container when the check has failed for this long: a liveness probe on K3s.
   *
   * Docker never restarts an unhealthy container, so on Compose this needs `compose: { liveness: 'reported' }`.
   *
   * @default - never restarted for failing the check
   */
  readonly restartAfter?: Duration | undefined;
}

/** Check over HTTP. */
export interface HttpHealthProps extends HealthTiming {
  /**
   * Path of the request, starting with "/". A status from 200 to 399 is healthy; on Compose `wget` follows redirects, so
   * that the last answer counts.
   */
  readonly path: string;
  /** Name of one of the workload's ports, or its number. */
  readonly port: string | number;
  /** The program of the image that Docker runs for the check: Docker cannot ask over HTTP itself. @default - refused on Compose */
  readonly composeTool?: 'wget' | 'curl' | undefined;
}

/** Check that a TCP port accepts a connection. */
export interface TcpHealthProps extends HealthTiming {
  /** Name of one of the workload's ports, or its number. */
  readonly port: string | number;
  /** The program of the image that Docker runs for the check. @default - refused on Compose */
  readonly composeTool?: 'nc' | undefined;
}

/** How a check is done. */
export type HealthCheck =
  | {
      /** A command in the container. */
      readonly kind: 'command';
      /** The program and its arguments; no shell. */
      readonly command: readonly string[];
    }
  | {
      /** A request over HTTP. */
      readonly kind: 'http';
      /** Path of the request. */
      readonly path: string;
      /** Name of one of the workload's ports, or its number. */
      readonly port: string | number;
      /** Program of the image that Docker runs; undefined where none is stated. */
      readonly tool: 'wget' | 'curl' | undefined;
    }
  | {
      /** A TCP connection. */
      readonly kind: 'tcp';
      /** Name of one of the workload's ports, or its number. */
      readonly port: string | number;
      /** Program of the image that Docker runs; undefined where none is stated. */
      readonly tool: 'nc' | undefined;
    };

/** How an orchestrator finds out that a container is ready. */
export class Health {
  /** Whether `x` is a `Health`, of this or another copy of the library. */
  public static isHealth(x: unknown): x is Health {
    return isMarked(x, 'Health');
  }

  /** Healthy when the command, run in the container without a shell, exits with 0. */
  public static command(command: readonly string[], timing: HealthTiming = {}): Health {
    return new Health({ kind: 'command', command }, timing);
  }

  /** Healthy when an HTTP GET is answered with a status from 200 to 399; see `path` for redirects. */
  public static httpGet(props: HttpHealthProps): Health {
    const { path, port, composeTool } = props ?? {};
    return new Health({ kind: 'http', path, port, tool: composeTool }, props);
  }

  /** Healthy when the port accepts a connection. */
  public static tcp(props: TcpHealthProps): Health {
    const { port, composeTool } = props ?? {};
    return new Health({ kind: 'tcp', port, tool: composeTool }, props);
  }

  /** How the check is done. */
  public readonly check: HealthCheck;
  /** When it is done. */
  public readonly timing: HealthTiming;

  private constructor(check: HealthCheck, timing: HealthTiming) {
    mark(this, 'Health');
    this.check = check;
    this.timing = timing;
  }
}
