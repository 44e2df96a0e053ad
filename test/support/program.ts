/** The built program as a process of its own (npm test builds first). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The program's file. */
export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A program that serves. */
export interface Program {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has written to stdout and stderr so far. */
  said(): string;
  /** Tells it to stop, and waits until it has. */
  close(): Promise<void>;
}

/** Starts it on any free port. `env`: options, such as WHOSECAM_TOKEN; `command`: what serves; `through`: what starts it, such as strace. */
export async function serveProgram(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  command: readonly string[] = ['serve'],
  through: readonly string[] = [],
): Promise<Program> {
  // A machine that's busy with other things takes its time: here it's the answers that count.
  const patient = { WHOSECAM_TIMEOUT_MS: '120000', ...env };
  const [first = '', ...rest] = [...through, process.execPath, main, ...command, '--port', '0', ...args];
  const server = spawn(first, rest, { env: { ...process.env, ...patient } });
  // Not 'exit': strace ends after the program that it watches.
  const closed = once(server, 'close');
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /listens on (\S+)\n/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('exit', (code) => reject(new Error(`Expected the program to serve; it ended with ${String(code)}`)));
  });
  return {
    url,
    child: server,
    said: () => said,
    async close() {
      server.kill();
      await closed;
    },
  };
}
