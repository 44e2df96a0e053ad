import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readPhoto } from '../../src/survey/read.js';
import { folderOf } from '../support/cli.js';

it('reads a file of just the limit, and not one byte more', async () => {
  const folder = await folderOf({ 'a.jpg': '12345' });
  expect(Buffer.from(await readPhoto(path.join(folder, 'a.jpg'), 5)).toString()).toBe('12345');
  await expect(readPhoto(path.join(folder, 'a.jpg'), 4)).rejects.toMatchObject({ code: 'too-large' });
});

it('reads an empty file as no bytes', async () => {
  const folder = await folderOf({ 'a.jpg': '' });
  expect(await readPhoto(path.join(folder, 'a.jpg'), 5)).toHaveLength(0);
});

it.each(['.', 'no-such-file'])('refuses what is no file: %s', async (name) => {
  await expect(readPhoto(path.join(await folderOf({}), name), 5)).rejects.toMatchObject({ code: 'unreadable' });
});

it.skipIf(process.platform === 'win32')('does not wait at a named pipe', async () => {
  const pipe = path.join(await folderOf({}), 'pipe.jpg');
  execFileSync('mkfifo', [pipe]);
  await expect(readPhoto(pipe, 5)).rejects.toMatchObject({ code: 'unreadable' });
});
