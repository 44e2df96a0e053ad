import { expect, it } from 'vitest';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { runProgram } from '../../src/cli/program.js';
import { writeTinyBundle } from '../support/bundle.js';
import { collector, openSlowEngine, run } from '../support/cli.js';
import { slowPool } from '../support/pool.js';

const model = await writeTinyBundle();

it('serves on a port of this machine until it is told to stop, then ends with 0', async () => {
  const stop = new AbortController();
  let heard: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => (heard = resolve));
  const stderr = collector((text) => {
    const found = /listens on (\S+)/.exec(text)?.[1];
    if (found !== undefined) heard(found);
  });
  const io = { stdout: collector().stream, stderr: stderr.stream, stdoutIsTerminal: false, signal: stop.signal };
  const ended = runProgram(['serve', '--port', '0', '--model', model], io, {
    openEngine: openSlowEngine,
    traceVector: undefined,
  });
  const address = await url;
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const answer = await fetch(`${address}/v1/classify`, {
    method: 'POST',
    body: 'answer',
    headers: { 'content-type': 'image/jpeg' },
  });
  expect(answer.status).toBe(200);
  stop.abort();
  expect(await ended).toBe(0);
  await expect(fetch(`${address}/livez`)).rejects.toThrow();
});

it('ends with 2 when the port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, stderr } = await run(['serve', '--port', String(port), '--model', model]);
  expect(code).toBe(2);
  expect(stderr).toContain('EADDRINUSE');
  other.close();
});

it.each([
  { args: ['--host', '0.0.0.0'], says: 'WHOSECAM_TOKEN or --allow-anonymous' },
  { args: ['--host', '::'], says: 'WHOSECAM_TOKEN or --allow-anonymous' },
  { args: ['--cors-origin', '*'], says: 'origins such as' },
  { args: ['--keep', '/dev/null/here'], says: 'a folder for --keep' },
  { args: ['--rate-limit', '-1'], says: 'a whole number' },
  { args: ['--label-studio-files', '.'], says: 'Expected --label-studio beside' },
  { args: ['--label-studio', '--label-studio-files', 'no-such-folder'], says: 'a folder for --label-studio-files' },
])('ends with 2 for $args', async ({ args, says }) => {
  const { code, stderr } = await run(['serve', '--port', '0', '--model', model, ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(says);
});

it('does not listen with a model that answers otherwise than it did when it was released', async () => {
  const io = { stdout: collector(), stderr: collector() };
  const openAltered: typeof openSlowEngine = async (config) => {
    const engine = await openSlowEngine(config);
    await engine.pool.close();
    return { ...engine, pool: await slowPool({ folder: 'altered' }) };
  };
  const code = await runProgram(
    ['serve', '--port', '0', '--model', model],
    {
      stdout: io.stdout.stream,
      stderr: io.stderr.stream,
      stdoutIsTerminal: false,
      signal: new AbortController().signal,
    },
    { openEngine: openAltered, traceVector: undefined },
  );
  expect(code).toBe(3);
  expect(io.stderr.text()).not.toContain('listens on');
});

it('shows every option with its variable', async () => {
  const { stdout } = await run(['serve', '--help']);
  const words = stdout.replace(/\s+/g, ' ');
  for (const variable of [
    'HOST',
    'PORT',
    'QUEUE',
    'BUDGET_BYTES',
    'RATE_LIMIT',
    'ALLOW_ANONYMOUS',
    'CORS_ORIGIN',
    'KEEP',
    'LABEL_STUDIO',
    'LABEL_STUDIO_FILES',
  ]) {
    expect(words).toContain(`[WHOSECAM_${variable}]`);
  }
});
