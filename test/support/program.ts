/** The built program as a process of its own (npm test builds first). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The program's file. */
export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A program that serves. */
export interface Program {
  readonly url: string;
  /** Tells it to stop, and waits until it has. */
  close(): Promise<void>;
}

/** Starts it on any free port. `env`: options, such as WHOSECAM_TOKEN; `command`: what serves. */
export async function serveProgram(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  command: readonly string[] = ['serve'],
): Promise<Program> {
  // A machine that's busy with other things takes its time: here it's the answers that count.
  const patient = { WHOSECAM_TIMEOUT_MS: '120000', ...env };
  const server = spawn(process.execPath, [main, ...command, '--port', '0', ...args], {
    env: { ...process.env, ...patient },
  });
  const exited = once(server, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    server.stderr.on('data', (chunk: Buffer) => {
      const found = /listens on (\S+)/.exec(chunk.toString())?.[1];
      if (found !== undefined) resolve(found);
    });
    server.once('exit', (code) => reject(new Error(`Expected the program to serve; it ended with ${String(code)}`)));
  });
  return {
    url,
    async close() {
      server.kill();
      await exited;
    },
  };
}
