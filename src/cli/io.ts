/** What a command is given beside its arguments; main gives the process's own, tests give theirs. */
import path from 'node:path';
import type { Writable } from 'node:stream';
import { causeWords } from '../causes.js';
import { type WhosecamError } from '../errors.js';
import { printable, printableLines } from '../survey/formats.js';

/** Streams and the wish to stop. */
export interface Io {
  /** Results only. */
  readonly stdout: Writable;
  /** Progress, summaries and complaints. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Whether stdout is a terminal: rows are progress enough then. */
  readonly stdoutIsTerminal: boolean;
  /** The words that called the program, all of them: for whoever wants to call it again. */
  readonly commandLine?: readonly string[];
  /** Aborts when the program should end: finish what's begun, keep what's done. */
  readonly signal: AbortSignal;
}

/** Tells on stderr why a photo failed inside, for a bug report; the photo's base name only. */
export const complainTo =
  ({ stderr }: Io) =>
  (file: string, { cause }: WhosecamError): void => {
    stderr.write(`${printable(path.posix.basename(file))}: ${printableLines(causeWords(cause))}\n`);
  };

/** A command's work; resolves to the exit code. */
export type Action<Args extends unknown[]> = (io: Io, ...args: Args) => Promise<number>;
