/** The built program: a worker that is killed (SIGKILL) over a photo has it taken over, and the record comes once. */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { folderOf } from '../support/cli.js';
import { startMain } from '../support/process.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { writeSmallPhotos } from '../support/small-photos.js';

const few = ['--workers', '1', '--threads', '1', '--timeout-ms', '600000'];

const { address } = await startRedis();

it.skipIf(!hasRedis)(
  'every photo has one record, as if nothing had been',
  async () => {
    const folder = await folderOf({});
    mkdirSync(path.join(folder, 'photos'));
    await writeSmallPhotos(path.join(folder, 'photos'), 12);
    const worker = () => startMain(['worker', 'photos', '--redis', address, '--takeover-seconds', '2', ...few], folder);
    const textOf = (name: string) => readFileSync(path.join(folder, name), 'utf8').replaceAll(/"elapsedMs":\d+/g, '');
    const run = startMain(['enqueue', 'photos', '--output', 'run.jsonl', '--redis', address], folder);
    let killed = 0;
    for (let i = 0; i < 3; i++) {
      const { child, ended } = worker();
      child.stderr?.once('data', () => void setTimeout(300 + 200 * i).then(() => child.kill('SIGKILL')));
      if ((await ended).code === null) killed += 1;
    }
    expect(killed).toBe(3);
    const last = worker();
    const { code, stderr } = await run.ended;
    expect(code, stderr).toBe(0);
    last.child.kill('SIGTERM');
    expect((await last.ended).code).toBe(130);
    const alone = startMain(['classify', 'photos', '--output', 'alone.jsonl', '--format', 'csv', ...few], folder);
    expect((await alone.ended).code).toBe(0);
    expect(textOf('run.jsonl')).toBe(textOf('alone.jsonl'));
  },
  300_000,
);
