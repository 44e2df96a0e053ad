import { expect, it } from 'vitest';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { runProgram } from '../../src/cli/program.js';
import { writeTinyBundle } from '../support/bundle.js';
import { collector, openSlowEngine, run } from '../support/cli.js';

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
