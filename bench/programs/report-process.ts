import { writeSync } from 'node:fs';

/** Loaded before a program that measures nothing: prints what its process has used when it ends. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const measure = {
    wall: performance.now(),
    cpu: (userCPUTime + systemCPUTime) / 1000,
    peak: maxRSS * 1024,
    objects: 0,
  };
  writeSync(1, `\n${JSON.stringify(measure)}\n`);
});
