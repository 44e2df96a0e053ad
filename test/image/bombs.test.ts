/**
 * Small files that ask for much, through the real program: each is refused by what its header says, or answered, within 10 s and the
 * memory of an ordinary large photo. Beside each that says too much, the same in a size that's let in.
 */
import path from 'node:path';
import { expect, it } from 'vitest';
import { readRun } from '../../src/survey/run-file.js';
import {
  avif,
  flatPng,
  framesWebp,
  jpegWithExif,
  ringOfDirectories,
  stuffedPng,
  wideBoxes,
  wideJpeg,
  wideTiff,
  wideWebp,
} from '../support/bombs.js';
import { folderOf } from '../support/cli.js';
import { readFixture } from '../support/fixtures.js';
import { startMain } from '../support/process.js';
import { serveProgram } from '../support/program.js';

const load = (name: string): Promise<unknown> => import(new URL(`../../scripts/${name}`, import.meta.url).href);
const { allocator } = (await load('allocator.mjs')) as { allocator: Readonly<Record<string, string>> };
const { memoryMib } = (await load('memory.mjs')) as {
  memoryMib: (pid: number | undefined, line: 'VmHWM' | 'VmRSS') => number | undefined;
};
const jpeg = await wideJpeg(64, 48, false);
const plainAvif = await avif();
const heic = Buffer.from(await readFixture('difficulty/bands.heic'));

/** The program's memory at most while it looked at one file after the other, MiB, and what came of each. */
async function classify(files: Readonly<Record<string, Uint8Array>>) {
  const folder = await folderOf(files);
  const output = path.join(await folderOf({}), 'run.jsonl');
  const args = ['classify', folder, '--output', output, '--workers', '1', '--threads', '1'];
  const { child, ended } = startMain(args, folder, allocator);
  let mib = 0;
  const watch = setInterval(() => (mib = memoryMib(child.pid, 'VmHWM') ?? mib), 10);
  await ended;
  clearInterval(watch);
  const records = await readRun(output);
  const answers = records.map((one) => [path.basename(one.file), one.status === 'ok' ? 'ok' : one.error.code]);
  return {
    mib,
    slowestMs: Math.max(...records.map((one) => one.elapsedMs)),
    answers: Object.fromEntries(answers) as object,
  };
}

const bombs = {
  'pixels.png': [flatPng(20_000, 20_000), 'too-many-pixels'],
  'pixels-within.png': [flatPng(7000, 7000), 'ok'],
  'pixels.webp': [await wideWebp(16_383, 16_383), 'too-many-pixels'],
  'pixels-within.webp': [await wideWebp(64, 48), 'ok'],
  'pixels.avif': [wideBoxes(plainAvif, [64, 48], 60_000, 60_000), 'too-many-pixels'],
  'pixels-within.avif': [plainAvif, 'ok'],
  'pixels.heic': [wideBoxes(heic, [144, 72], 60_000, 60_000), 'too-many-pixels'],
  'pixels-within.heic': [heic, 'ok'],
  'pixels.tif': [wideTiff(60_000, 60_000), 'too-many-pixels'],
  'pixels-within.tif': [wideTiff(8, 8), 'ok'],
  'pixels.jpg': [await wideJpeg(20_000, 20_000, false), 'too-many-pixels'],
  'pixels-within.jpg': [jpeg, 'ok'],
  'progressive.jpg': [await wideJpeg(20_000, 2000, true), 'too-many-pixels'],
  'progressive-within.jpg': [await wideJpeg(64, 48, true), 'ok'],
  'directories.jpg': [await jpegWithExif(ringOfDirectories(400, 10)), 'ok'],
  'tags.jpg': [await jpegWithExif(ringOfDirectories(1, 5000)), 'ok'],
  'frames.webp': [await framesWebp(300), 'ok'],
  'text.png': [stuffedPng('zTXt', 500), 'ok'],
  'profile.png': [stuffedPng('iCCP', 500), 'ok'],
  'zip-behind.jpg': [Buffer.concat([jpeg, Buffer.from('PK\x03\x04'), Buffer.alloc(5_000_000)]), 'ok'],
  'html-before.png': [Buffer.concat([Buffer.from('<html><script>'), flatPng(64, 48)]), 'unsupported-format'],
  'script.jpg': [Buffer.from('GIF89a/*\0\0*/=1;alert(1)'), 'unsupported-format'],
} as const;

const expected = Object.fromEntries(Object.entries(bombs).map(([name, [, code]]) => [name, code]));

it('are refused, or answered in little time and memory', async () => {
  const files = Object.fromEntries(Object.entries(bombs).map(([name, [bytes]]) => [name, bytes]));
  const { answers, mib, slowestMs } = await classify(files);
  expect(answers).toEqual(expected);
  expect(slowestMs).toBeLessThan(10_000);
  // 7000 x 7000 pixels are 140 MiB; with the program itself and what decoding takes beside, 700 are let in.
  if (process.platform === 'linux') {
    expect(mib).toBeGreaterThan(140);
    expect(mib).toBeLessThan(700);
  }
});

it('take nothing from the photos of others', async () => {
  const program = await serveProgram(['--workers', '2', '--threads', '1', '--rate-limit', '0']);
  const post = async (body: Uint8Array) => {
    const answer = await fetch(`${program.url}/v1/classify`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'image/jpeg' },
    });
    const { code, cameras } = (await answer.json()) as { code?: string; cameras?: unknown };
    return { said: code ?? 'ok', cameras };
  };
  const photo = await readFixture('difficulty/orientation-1.jpg');
  const alone = await post(photo);
  const others: unknown[] = [];
  for (const [name, [bomb, code]] of Object.entries(bombs)) {
    const [answer, other] = await Promise.all([post(bomb), post(photo)]);
    expect({ name, said: answer.said }).toEqual({ name, said: code });
    others.push(other);
  }
  expect(alone.said).toBe('ok');
  expect(others).toEqual(others.map(() => alone));
  await program.close();
});
