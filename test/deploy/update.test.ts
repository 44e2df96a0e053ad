/** The real script on real folders; a release is a folder whose program answers a photo or doesn't. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';

const script = fileURLToPath(new URL('../../deploy/update', import.meta.url));

/** A release that says its name, and answers a photo or doesn't. */
const release = (name: string, answers = true): Promise<string> =>
  folderOf({
    name,
    'dist/main.js': `process.exitCode = process.argv[2] === 'classify' && ${answers} ? 0 : 1;`,
    'node_modules/none': '',
    'models/whosecam-1/name': name,
  });

const update = (home: string, argument: string, ready = 'true'): Promise<number> =>
  new Promise((resolve) => {
    const env = { ...process.env, WHOSECAM_HOME: home, WHOSECAM_RESTART: 'true', WHOSECAM_READY: ready };
    execFile(script, [argument], { env }, (error) => resolve(error === null ? 0 : Number(error.code)));
  });

const runs = (home: string): Promise<string> => readFile(path.join(home, 'current/models/whosecam-1/name'), 'utf8');

// `mv -T` and systemd are Linux's.
it.skipIf(process.platform !== 'linux')('puts a release into place, goes back, and forth again', async () => {
  const home = await folderOf({});
  expect(await update(home, await release('one'))).toBe(0);
  expect(await update(home, await release('two'))).toBe(0);
  expect(await runs(home)).toBe('two');
  expect(await update(home, '--back')).toBe(0);
  expect(await runs(home)).toBe('one');
  expect(await update(home, '--back')).toBe(0);
  expect(await runs(home)).toBe('two');
});

it.skipIf(process.platform !== 'linux')('keeps the last release and no older one', async () => {
  const home = await folderOf({});
  for (const name of ['one', 'two', 'three']) await update(home, await release(name));
  expect(await readdir(path.join(home, 'releases'))).toHaveLength(2);
  expect(await update(home, '--back')).toBe(0);
  expect(await runs(home)).toBe('two');
});

it.skipIf(process.platform !== 'linux')("changes nothing for a release that doesn't answer", async () => {
  const home = await folderOf({});
  await update(home, await release('one'));
  expect(await update(home, await release('two', false))).toBe(1);
  expect(await runs(home)).toBe('one');
  expect(await readdir(path.join(home, 'releases'))).toHaveLength(1);
});

it.skipIf(process.platform !== 'linux')("goes back by itself when the new release isn't ready", async () => {
  const home = await folderOf({});
  await update(home, await release('one'));
  expect(await update(home, await release('two'), `grep -q one ${home}/current/name`)).toBe(1);
  expect(await runs(home)).toBe('one');
});

it.skipIf(process.platform !== 'linux')('refuses what is no release, and going back from nowhere', async () => {
  const home = await folderOf({});
  expect(await update(home, await folderOf({ 'dist/main.js': '' }))).toBe(2);
  expect(await update(home, '--back')).toBe(2);
  expect(existsSync(path.join(home, 'current'))).toBe(false);
});
