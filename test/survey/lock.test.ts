import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { lockOutput } from '../../src/survey/lock.js';
import { folderOf } from '../support/cli.js';

const newFile = async (): Promise<string> => path.join(await folderOf({}), 'o.jsonl');

it('is held by one at a time', async () => {
  const file = await newFile();
  const first = await lockOutput(file);
  await expect(lockOutput(file)).rejects.toMatchObject({ code: 'in-use' });
  await first.release();
  expect(existsSync(`${file}.lock`)).toBe(false);
  await (await lockOutput(file)).release();
});

it('is for one output only', async () => {
  const first = await lockOutput(await newFile());
  const second = await lockOutput(await newFile());
  await Promise.all([first.release(), second.release()]);
});

it('is given to one of many who come at once', async () => {
  const file = await newFile();
  for (let round = 0; round < 20; round++) {
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockOutput(file)));
    const held = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held).toHaveLength(1);
    await held[0]?.release();
  }
});

it('ends with the process that held it, however that ends', async () => {
  const file = await newFile();
  const code = `
    const { tryLock } = require('fs-native-extensions');
    const fd = require('node:fs').openSync(process.argv[1], 'a');
    console.log(tryLock(fd));
    setInterval(() => fd, 1000);`;
  const child = spawn(process.execPath, ['-e', code, `${file}.lock`], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await expect(lockOutput(file)).rejects.toMatchObject({ code: 'in-use' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(`${file}.lock`)).toBe(true);
  await (await lockOutput(file)).release();
});
