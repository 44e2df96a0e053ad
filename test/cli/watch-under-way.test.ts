/** What happens to photos while one is under way: the command in this process, with workers that take as long as told. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readRun } from '../../src/survey/run-file.js';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';

const model = await writeTinyBundle();
const soon = { timeout: 50_000, interval: 20 };

/** One worker, so that b runs and c is read ahead once a is answered, and d isn't looked at before b is answered. */
async function watchSlow() {
  const photos = { 'a.jpg': 'answer', 'b.jpg': 'wait:2000', 'c.jpg': 'answer c', 'd.jpg': 'answer d' };
  const [folder, output] = [await folderOf(photos), path.join(await folderOf({}), 'o.jsonl')];
  const stop = new AbortController();
  const args = ['watch', '--model', model, folder, '--output', output, '--settle-seconds', '1', '--workers', '1'];
  const ran = run(args, { signal: stop.signal });
  const names = async () => (await readRun(output).catch(() => [])).map(({ file }) => path.basename(file));
  await expect.poll(names, soon).toEqual(['a.jpg']);
  return { folder, output, stop, ran, names };
}

it('finishes what is under way when it is stopped, and begins nothing else', async () => {
  const { folder, output, stop, ran, names } = await watchSlow();
  stop.abort();
  expect(await ran).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('2 of 4') as string });
  expect(await names()).toEqual(['a.jpg', 'b.jpg']);
  expect((await run(['classify', '--model', model, folder, '--output', output])).code).toBe(0);
  expect(await names()).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
});

it('makes no failure of a photo that is taken away before its turn', async () => {
  const { folder, stop, ran, names } = await watchSlow();
  await rm(path.join(folder, 'd.jpg'));
  await expect.poll(names, soon).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  stop.abort();
  expect((await ran).stderr).toContain('1 changed meanwhile');
  expect(await names()).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
});
