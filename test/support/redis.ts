/** A real Redis of a test's own (Debian: `apt install redis-server`). Where there's none, tests of the queue are skipped and say so. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { folderOf } from './cli.js';

/** A Redis that can be taken away. */
export interface TestRedis {
  readonly address: string;
  /** Ends it, and all that it holds is gone. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** Whether there's a redis-server. */
export const hasRedis = ((): boolean => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('no redis-server (apt install redis-server): the tests of the queue are skipped\n');
    return false;
  }
})();

/** Starts a Redis for the tests of a file that calls this at its top, on a free port of this machine; none where there's none. */
export async function startRedis(): Promise<TestRedis> {
  const [port, folder] = [await freePort(), await folderOf({})];
  let server: ChildProcess | undefined;
  const stop = async () => {
    const ended = server && once(server, 'exit');
    server?.kill();
    server = undefined;
    await ended;
  };
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
    const started = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    server = started;
    let said = '';
    started.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    for (let i = 0; i < 400 && !said.includes('Ready to accept connections'); i++) await setTimeout(25);
  };
  if (hasRedis) await start();
  afterAll(stop);
  return { address: `redis://127.0.0.1:${port}`, start, stop };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return address.port;
}
