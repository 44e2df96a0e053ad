#!/usr/bin/env node
/** argv -> command -> exit code. The only place that handles signals and sets the exit code. */
import { openEngine } from './cli/engine.js';
import { runProgram } from './cli/program.js';
import { exitCodes } from './errors.js';

const stop = new AbortController();

const onSignal = () => {
  // The second time it's meant: don't wait for what is under way.
  if (stop.signal.aborted) process.exit(exitCodes.interrupted);
  stop.abort();
};
process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);

// Whoever read our output (head, less) has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  stop.abort();
});

process.exitCode = await runProgram(
  process.argv.slice(2),
  {
    stdout: process.stdout,
    stderr: process.stderr,
    stdoutIsTerminal: process.stdout.isTTY,
    signal: stop.signal,
  },
  { openEngine, traceVector: undefined },
);
