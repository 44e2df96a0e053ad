#!/usr/bin/env -S MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=4194304 MALLOC_TRIM_THRESHOLD_=4194304 node
/**
 * argv -> command -> exit code. The only place that handles signals, sets the exit code and ends the process.
 *
 * Two arenas of memory, and blocks from 4 MiB on by themselves (the first line): glibc keeps an arena for each thread else, lets
 * that bound grow to 32 MiB with the first large block that's freed (mallopt(3)), and what a photo took isn't given back.
 */
import path from 'node:path';
import { openEngine } from './cli/engine.js';
import { runProgram } from './cli/program.js';
import { watchStdout } from './cli/stdout.js';
import { createVectorTracer } from './cli/trace.js';

const stop = new AbortController();

const signals = ['SIGINT', 'SIGTERM'] as const;
const onSignal = () => {
  // The second time nobody listens, and the system ends the program at once. process.exit would wait for the workers,
  // and onnxruntime takes the process down when its thread is ended under it.
  for (const signal of signals) process.off(signal, onSignal);
  process.stderr.write('whosecam: finishing what is under way; once more to end at once\n');
  stop.abort();
};
for (const signal of signals) process.on(signal, onSignal);

const output = watchStdout(process.stdout, stop);
// There's nobody left to tell.
process.stderr.on('error', () => undefined);

const [, ownPath = 'whosecam', ...args] = process.argv;

const code = await runProgram(
  args,
  {
    stdout: process.stdout,
    stderr: process.stderr,
    stdoutIsTerminal: process.stdout.isTTY,
    commandLine: [...(path.basename(ownPath) === 'whosecam' ? ['whosecam'] : ['node', ownPath]), ...args],
    signal: stop.signal,
  },
  { openEngine, traceVector: createVectorTracer() },
);

const unwritten = await output.settled();
if (unwritten) process.stderr.write(`whosecam: ${unwritten.message}\n`);
process.exitCode = unwritten?.exitCode ?? code;

// All is done and said. A thread that is inside native code even now can't be ended, and would keep the program for as long
// as it likes: whoever asked it to stop was promised an end.
if (stop.signal.aborted) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 500).unref();
