import type { SiteModel } from '../site';
import { bytesOf } from '../validation/values';
import type { ComposeLogging } from './spec';

/**
 * Docker's `local` driver: compressed files, which wear flash less than `json-file`, and `docker logs` reads them.
 * What tails the files themselves needs `json-file`, by a patch.
 */
const DRIVER = 'local';

/** Log rotation, as `site.json` records it. */
export interface LoggingSettings {
  readonly driver: string;
  readonly maxSizeBytes: number;
  readonly maxFiles: number;
}

/** Log rotation of every container of a site. */
export function loggingOf({ defaults: { logging } }: SiteModel): LoggingSettings {
  return {
    driver: DRIVER,
    maxSizeBytes: bytesOf(logging?.maxSize) ?? 10 * 1024 ** 2,
    maxFiles: logging?.maxFiles ?? 3,
  };
}

/** Log rotation of a service. Docker counts `m` in 1000² here, so the size is in bytes. */
export function toLogging({ driver, maxSizeBytes, maxFiles }: LoggingSettings): ComposeLogging {
  return { driver, options: { 'max-size': String(maxSizeBytes), 'max-file': String(maxFiles) } };
}
