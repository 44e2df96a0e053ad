import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { newFolderFor } from '../../src/survey/new-folder.js';
import { folderOf } from '../support/cli.js';

it('takes the place of what a killed program left, and of nothing else', async () => {
  const folder = await folderOf({
    'report.new-aB12cD/index.html': '',
    'report.new-year/x': '',
    'other.new-aB12cD/x': '',
    'report/x': '',
  });
  const made = await newFolderFor(path.join(folder, 'report'));
  const kept = ['other.new-aB12cD', 'report', 'report.new-year', path.basename(made)];
  expect((await readdir(folder)).sort()).toEqual(kept.sort());
  if (process.platform !== 'win32') expect((await stat(made)).mode & 0o777).toBe(0o700);
});

it('makes the folders above it', async () => {
  const folder = await folderOf({});
  await mkdir(path.join(folder, 'a'));
  expect(path.dirname(await newFolderFor(path.join(folder, 'a', 'b', 'c')))).toBe(path.join(folder, 'a', 'b'));
});
