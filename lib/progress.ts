/** How often a line is drawn, and how long a run has to take before there is one, in milliseconds. */
const EVERY = 100;
const AFTER = 1000;

/** Shows progress on a terminal, in runs of over a second; nothing when standard error is no terminal. */
export function terminalProgress(what: string, things: string, stream: NodeJS.WriteStream = process.stderr) {
  const start = performance.now();
  let next = start + AFTER;
  let drawn = false;
  return {
    report(done: number, all: number): void {
      if (stream.isTTY !== true || performance.now() < next) return;
      next = performance.now() + EVERY;
      drawn = true;
      stream.write(`\r${what}: ${done} of ${all} ${things}`);
    },
    end(): void {
      // Erases the line (ECMA-48 EL).
      if (drawn) stream.write('\r\x1b[K');
    },
  };
}
