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
