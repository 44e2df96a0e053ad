/** The built program watches real folders, with the released model. */
import { appendFile, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { ResultRecord } from '../../src/recognise/result.js';
import { readRun, readRunFile } from '../../src/survey/run-file.js';
import { folderOf } from '../support/cli.js';
import { type Started, startMain } from '../support/process.js';
import { writeSmallPhotos } from '../support/small-photos.js';

const onWindows = process.platform === 'win32';
const longMs = 900_000;
const engine = ['--workers', '1', '--timeout-ms', '600000'];
const words = ['watch', 'photos', '--output', 'run.jsonl', '--settle-seconds', '1', '--every-seconds', '1', ...engine];

/** A folder with an empty folder `photos`, and pictures elsewhere to be put into it. */
async function newFolder(pictures: number) {
  const [folder, store] = [await folderOf({}), await folderOf({})];
  await mkdir(path.join(folder, 'photos'));
  await writeSmallPhotos(store, pictures);
  const output = path.join(folder, 'run.jsonl');
  return {
    folder,
    output,
    at: (name: string) => path.join(folder, 'photos', name),
    picture: (i: number) => path.join(store, i % 2 === 0 ? 'Rathaus Süd' : '.', `${i}.jpg`),
    start: () => startMain(words, folder),
    /** What is in the output, by the photos' names; a failure's code. */
    answers: async () => {
      const records = await readRun(output).catch(() => []);
      return Object.fromEntries(
        records.map((record) => [
          record.file.replace('photos/', ''),
          record.status === 'ok' ? record.status : record.error.code,
        ]),
      );
    },
  };
}

const soon = { timeout: longMs, interval: 50 };

async function stop({ child, ended }: Started, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  return (await ended).code;
}

const withoutTimes = (records: readonly ResultRecord[]): ResultRecord[] =>
  records.map((record) => ({ ...record, elapsedMs: 0 }));

it.skipIf(onWindows)(
  'answers what arrives, each photo once, and ends as classify would',
  { timeout: longMs },
  async () => {
    const { folder, output, at, picture, start, answers } = await newFolder(6);
    await copyFile(picture(0), at('before.jpg'));
    const program = start();
    await expect.poll(answers, soon).toEqual({ 'before.jpg': 'ok' });

    // Comes late, into a folder of its own; one is written slowly, one has the name of a program that's writing, one is torn.
    await mkdir(at('hall/north'), { recursive: true });
    await copyFile(picture(1), at('hall/north/late.jpg'));
    const slow = await readFile(picture(2));
    await writeFile(at('hall/slow.jpg'), slow.subarray(0, 900));
    await copyFile(picture(3), at('hall/.syncthing.synced.jpg.tmp'));
    const whole = await readFile(picture(4));
    await writeFile(at('torn.jpg'), whole.subarray(0, 900));
    await setTimeout(300);
    await appendFile(at('hall/slow.jpg'), slow.subarray(900));
    const arrived = { 'before.jpg': 'ok', 'hall/north/late.jpg': 'ok', 'hall/slow.jpg': 'ok' };
    await expect.poll(answers, soon).toEqual({ ...arrived, 'torn.jpg': 'unreadable' });
    await rename(at('hall/.syncthing.synced.jpg.tmp'), at('hall/synced.jpg'));
    await writeFile(at('torn.jpg'), whole);
    await expect.poll(answers, soon).toEqual({ ...arrived, 'hall/synced.jpg': 'ok', 'torn.jpg': 'ok' });

    // Moved and copied: answered, but not run again.
    const timeOf = async (name: string) =>
      (await readRun(output)).find(({ file }) => file === `photos/${name}`)?.elapsedMs ?? -1;
    const [lateMs, slowMs] = [await timeOf('hall/north/late.jpg'), await timeOf('hall/slow.jpg')];
    await rename(at('hall/north'), at('library'));
    await copyFile(at('hall/slow.jpg'), at('copy.jpg'));
    const moved = {
      'before.jpg': 'ok',
      'copy.jpg': 'ok',
      'hall/slow.jpg': 'ok',
      'hall/synced.jpg': 'ok',
      'library/late.jpg': 'ok',
      'torn.jpg': 'ok',
    };
    await expect.poll(answers, soon).toEqual(moved);
    expect([await timeOf('library/late.jpg'), await timeOf('copy.jpg')]).toEqual([lateMs, slowMs]);

    expect(await stop(program, 'SIGTERM')).toBe(130);
    expect((await readRunFile(output)).isUnfinished).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['photos', 'run.jsonl']);
    const classified = startMain(['classify', 'photos', '--output', 'other.jsonl', ...engine], folder);
    expect((await classified.ended).code).toBe(0);
    expect(withoutTimes(await readRun(output))).toEqual(withoutTimes(await readRun(path.join(folder, 'other.jsonl'))));

    const { stdout, stderr } = await program.ended;
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^\d of \d photos: .*1 failed/m);
    // Folders' names may say where a survey is.
    expect(stderr).not.toMatch(/hall|library/);
  },
);

it.skipIf(onWindows)('goes on after SIGKILL, and lets nobody else write meanwhile', { timeout: longMs }, async () => {
  const { folder, output, at, picture, start, answers } = await newFolder(12);
  for (let i = 0; i < 12; i++) await copyFile(picture(i), at(`${i}.jpg`));
  const killed = start();
  const count = async () => Object.keys(await answers()).length;
  await expect.poll(count, soon).toBeGreaterThan(2);
  expect(await stop(killed, 'SIGKILL')).toBe(null);
  const before = await readRun(output);

  // Deleted, but answered: its record stays.
  await rm(path.join(folder, before[0]?.file ?? ''));
  const again = start();
  await expect.poll(count, soon).toBe(12);
  expect(await readRun(output)).toEqual(expect.arrayContaining([...before]));
  for (const others of [words, ['classify', 'photos', '--output', 'run.jsonl', ...engine]]) {
    const { code, stderr } = await startMain(others, folder).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('run.jsonl is in use');
  }
  expect(await stop(again, 'SIGINT')).toBe(130);
  expect(await readRun(output)).toHaveLength(12);
});
