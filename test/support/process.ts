/** The built program as a process of its own (npm test builds first). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The built program's file. */
export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** What a process left. */
export interface Ended {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs, and what it will have left. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts a program in a folder. `env`: variables beside those of the tests. */
export function start(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return { child, ended: once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr })) };
}

/** Starts the built program in a folder. */
export const startMain = (args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Started =>
  start(process.execPath, [main, ...args], cwd, env);

/** Starts a command in a folder through another one, such as strace; through none where `through` is empty. */
export function startThrough(through: readonly string[], command: readonly string[], cwd: string): Started {
  const [first = '', ...rest] = [...through, ...command];
  return start(first, rest, cwd);
}
