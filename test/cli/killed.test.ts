/** A run that is killed (SIGKILL, the real program, the released model) loses no answer, and ends as if nothing had been. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { recordSchema } from '../../src/recognise/result.js';
import { folderOf } from '../support/cli.js';
import { startMain } from '../support/process.js';
import { writeSmallPhotos } from '../support/small-photos.js';

/** Two runs beside each other, each killed so often. */
const chains = [{ seed: 1 }, { seed: 2 }];
const killsEach = 50;

/** One core for each chain; and a busy machine is no reason for another answer. */
const alone = ['--workers', '1', '--threads', '1', '--timeout-ms', '600000'];

/** Numbers from 0 to 1, the same for the same seed (Park and Miller's minimal standard). */
function randomFrom(seed: number): () => number {
  let state = seed * 7919;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A folder with photos, one of them twice, one unreadable; and its run. */
async function newRun() {
  const folder = await folderOf({});
  const photos = path.join(folder, 'photos');
  mkdirSync(photos);
  await writeSmallPhotos(photos, 10);
  copyFileSync(path.join(photos, '1.jpg'), path.join(photos, '9 again.jpg'));
  writeFileSync(path.join(photos, 'torn.jpg'), readFileSync(path.join(photos, '3.jpg')).subarray(0, 900));
  const output = path.join(folder, 'run.jsonl');
  const args = ['classify', 'photos', '--output', 'run.jsonl', '--format', 'csv', ...alone];
  return { folder, output, start: () => startMain(args, folder) };
}

/** Whole lines of a run's file, without their times, by their photo; every one is a valid record. */
function linesByFile(output: string): Map<string, string> {
  const text = textOf(output);
  return new Map(
    text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [recordSchema.parse(JSON.parse(line)).file, withoutTimes(line)]),
  );
}

const withoutTimes = (text: string): string => text.replaceAll(/"elapsedMs":\d+/g, '"elapsedMs":0');

function textOf(output: string): string {
  try {
    return readFileSync(output, 'utf8');
  } catch {
    return '';
  }
}

/** Photos whose row stands on stdout, whole. */
const shownFiles = (csv: string): string[] =>
  csv
    .split('\r\n')
    .slice(1, -1)
    .map((row) => row.slice(0, row.indexOf(',')));

it.concurrent.each(chains)(
  'at any of 50 moments (seed $seed)',
  async ({ seed }) => {
    const random = randomFrom(seed);
    const { folder, output, start } = await newRun();
    const begun = performance.now();
    const whole = await start().ended;
    expect(whole.code, whole.stderr).toBe(1);
    let usualMs = performance.now() - begun;
    const expected = withoutTimes(textOf(output));
    const expectedLines = linesByFile(output);
    expect([...expectedLines]).toHaveLength(12);
    const expectWhole = () => {
      expect(withoutTimes(textOf(output))).toBe(expected);
      expect(readdirSync(folder).sort()).toEqual(['photos', 'run.jsonl']);
      rmSync(output);
    };
    rmSync(output);

    let killsWithin = 0;
    for (let kills = 0; kills < killsEach;) {
      const before = linesByFile(output);
      const startedAt = performance.now();
      const { child, ended } = start();
      const killed = setTimeout(random() * 1.1 * usualMs).then(() => child.kill('SIGKILL'));
      const { code, stdout } = await ended;
      const after = linesByFile(output);
      for (const file of [...before.keys(), ...shownFiles(stdout)])
        expect(after.get(file)).toBe(expectedLines.get(file));
      for (const [file, line] of after) expect(line).toBe(expectedLines.get(file));
      await killed;
      if (code === null) {
        kills += 1;
        if (after.size > before.size && after.size < expectedLines.size) killsWithin += 1;
        // The machine has become busier, and the program doesn't get as far any more.
        if (after.size === before.size) usualMs *= 1.05;
      } else {
        usualMs = performance.now() - startedAt;
        expectWhole();
      }
    }
    await start().ended;
    expectWhole();
    expect(killsWithin).toBeGreaterThan(2);
  },
  3_600_000,
);
