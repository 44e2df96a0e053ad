/** What becomes of stdout: read on, left by its reader, or without room. */
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { systemCode, type WhosecamError } from '../errors.js';
import { writeError } from '../survey/write-error.js';

/** Why the program is told to stop where whoever read its output (head, less) has read enough: that's no fault, and nothing to go on with. */
export const readerGone = 'reader-gone';

/** Watches over what is written. */
export interface StdoutWatch {
  /** Once all is written, or can't be: why it couldn't, `disk-full` or `not-written`. A reader that left is none. */
  readonly settled: () => Promise<WhosecamError | undefined>;
}

/** `stop` aborts once nothing more can be written. */
export function watchStdout(stdout: Writable, stop: AbortController): StdoutWatch {
  let failure: WhosecamError | undefined;
  stdout.on('error', (thrown: unknown) => {
    if (stop.signal.reason === readerGone) return;
    const isGone = systemCode(thrown) === 'EPIPE';
    if (!isGone) failure ??= writeError('to write to stdout', thrown, 'make room, or send it elsewhere');
    stop.abort(isGone ? readerGone : undefined);
  });
  return {
    async settled() {
      // Only behind something: a device without room refuses no bytes at all, too.
      if (stdout.writableLength > 0) await new Promise<void>((resolve) => stdout.write('', () => resolve()));
      // An error is told after the write that it befell.
      await setImmediate();
      return failure;
    },
  };
}
