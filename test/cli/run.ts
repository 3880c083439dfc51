import type { Io } from '../../lib/cli/io';
import { run } from '../../lib/cli/program';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `sff` with arguments in this process. */
export async function sff(args: readonly string[], io: Partial<Io> = {}): Promise<Ran> {
  let [code, out, err] = [0, '', ''];
  await run(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    columns: undefined,
    env: {},
    exit: (given) => {
      code = given;
    },
    ...io,
  });
  return { code, out, err };
}
