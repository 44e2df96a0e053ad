// What the scripts of this folder share: the program as a process of its own, a line through samples, and how checks are told.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { allocator } from '../../scripts/allocator.mjs';

/**
 * Starts the built program on any free port, with the allocator's settings that its first line gives it, and no limit of requests:
 * one address makes all of them here.
 */
export async function serveForLoad(args = []) {
  const server = spawn(process.execPath, ['dist/main.js', 'serve', '--port', '0', '--rate-limit', '0', ...args], {
    env: { ...process.env, ...allocator },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`Expected the program to serve; it ended with ${code}`)));
    server.stderr.on('data', (chunk) => {
      const found = /listens on (\S+)/.exec(chunk);
      if (found) resolve(found[1]);
    });
  });
  const ended = once(server, 'exit');
  return {
    url,
    pid: server.pid,
    /** Tells it to stop, and gives its exit code. */
    async stop() {
      server.kill('SIGTERM');
      const [exitCode] = await ended;
      return exitCode;
    },
  };
}

const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** The least-squares line through samples {atS, mib}: growth a second and in all, and the mean that it's compared with. */
export function lineThrough(samples) {
  const [atS, mib] = [mean(samples.map((one) => one.atS)), mean(samples.map((one) => one.mib))];
  const perS =
    samples.reduce((sum, one) => sum + (one.atS - atS) * (one.mib - mib), 0) /
    samples.reduce((sum, one) => sum + (one.atS - atS) ** 2, 0);
  return { perS, mib, growth: perS * (samples.at(-1).atS - samples[0].atS) };
}

/** Prints each check, {holds, words}, and has the script exit with 1 when one doesn't hold. */
export function tellChecks(checks) {
  for (const { holds, words } of checks) console.log(`${holds ? 'ok' : 'NOT OK'}  ${words}`);
  process.exitCode = checks.every(({ holds }) => holds) ? 0 : 1;
}
