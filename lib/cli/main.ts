#!/usr/bin/env node
import { processIo } from './io';
import { run } from './program';

// Who reads only the first lines closes the pipe: the exit code still tells.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void run(process.argv.slice(2), processIo());
