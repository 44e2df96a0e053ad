/** Runs the command line in this process: real commands, real pool, workers that do as the bytes say (slow-worker.mjs). */
import { Writable } from 'node:stream';
import { loadBundle } from '../../src/bundle/load.js';
import type { OpenEngine } from '../../src/cli/engine.js';
import { runProgram } from '../../src/cli/program.js';
import { slowPool } from './pool.js';

export { folderOf } from './folder.js';

/** What a run of the program left. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Opens the bundle that is named, as the program does, and gives it the workers of the tests. */
export const openSlowEngine: OpenEngine = async ({ model, workers, timeoutMs }, maxQueue = 16) => {
  const { bundle, sha256 } = await loadBundle(model);
  const pool = await slowPool({ workers, timeoutMs, maxQueue });
  return { bundle, model: { id: bundle.id, version: bundle.version }, sha256, pool };
};

/** Everything that is written to it, as text. */
export function collector(onText: (text: string) => void = () => undefined): { stream: Writable; text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      onText(chunk.toString());
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}

/** Who runs the program. */
interface Runner {
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Hears what goes to stdout. */
  readonly onOutput?: (text: string) => void;
  /** Whether stderr is shown on a terminal. */
  readonly isTTY?: boolean;
}

/** Runs the program. */
export async function run(
  args: readonly string[],
  { signal = new AbortController().signal, onOutput, isTTY = false }: Runner = {},
): Promise<Ran> {
  const [stdout, stderr] = [collector(onOutput), collector()];
  const shown = Object.assign(stderr.stream, { isTTY });
  const io = { stdout: stdout.stream, stderr: shown, stdoutIsTerminal: false, signal };
  const code = await runProgram(args, io, { openEngine: openSlowEngine, traceVector: undefined });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}
