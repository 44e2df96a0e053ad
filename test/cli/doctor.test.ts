import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';

// From its sources no thread can be started, so that it has no HEIC to tell of; the built program has (main.test.ts).
it('says what is there, as JSON', async () => {
  const { code, stdout } = await run(['doctor', '--json', '--model', await writeTinyBundle()]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    model: { id: 'tiny-1', version: '0.0.1' },
    libheif: null,
    heic: false,
    formats: ['jpeg', 'png', 'webp', 'avif', 'tiff'],
    writable: { temporaryFolder: true, currentFolder: true },
  });
});

it('says that the model is missing, and names no folder', async () => {
  const folder = await folderOf({});
  const { code, stdout } = await run(['doctor', '--model', folder]);
  expect(code).toBe(3);
  expect(stdout).toContain('NOT WELL');
  expect(stdout).not.toContain(folder);
});

it('says whether the port is free, and what to do when it is not', async () => {
  const model = await writeTinyBundle();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = String((other.address() as AddressInfo).port);
  const taken = await run(['doctor', '--model', model, '--port', port]);
  other.close();
  await once(other, 'close');
  expect(taken.code).toBe(0);
  expect(taken.stdout).toContain(`${port}: EADDRINUSE`);
  expect(taken.stdout).toMatch(new RegExp(`What to do:[^]*- Port ${port} is taken`));
  expect((await run(['doctor', '--model', model, '--port', port])).stdout).toContain(`${port}: free`);
});

it('ends with 1 for a folder to keep in that cannot be written to', async () => {
  const model = await writeTinyBundle();
  const { code, stdout } = await run(['doctor', '--model', model, '--keep', '/dev/null/here']);
  expect(code).toBe(1);
  expect(stdout).toContain('--keep: NO');
  expect((await run(['doctor', '--model', model, '--keep', await folderOf({})])).code).toBe(0);
});
