/** Every command that writes to stdout, where nothing can be written: a real full device, a real pipe that nobody reads. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { linesBetween } from '../../src/survey/verdict-lines.js';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';
import { main } from '../support/process.js';
import { claimOf, runOf } from '../support/reviewed.js';

const model = await writeTinyBundle();
const photo = '001-hikvision-bullet-brick.jpg';
const {
  folder,
  run: records,
  review,
  records: [record],
} = await runOf({ [photo]: [claimOf(0.9)] });
if (record?.status !== 'ok') throw new Error('Expected a record');
const facts = { reviewer: 'Ada', at: '2026-11-24T10:00:00.000Z', seed: null };
const said = linesBetween(record, null, [{ box: claimOf(0.9).box, answer: 'hikvision' }], facts);
await writeFile(review, said.map((line) => `${JSON.stringify(line)}\n`).join(''));
const manifest = path.join(folder, 'manifest.jsonl');
const row = {
  id: '1',
  image: photo,
  split: 'test',
  brand: 'hikvision',
  family: 'hikvision',
  form: 'bullet',
  scene: 'drawn',
};
await writeFile(
  manifest,
  `${JSON.stringify({ ...row, origin: 'x', source: 'x', wordmarkLegible: true, markOn: 'x', boxes: [] })}\n`,
);
const broken = await folderOf(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}.jpg`, 'x'])));
const few = await folderOf({});
await copyFile(path.join('fixtures/photos', photo), path.join(few, photo));

const ofModel = ['--model', model];
/** Each with what it ends with where somebody reads. */
const writers: readonly { readonly args: readonly string[]; readonly code: number }[] = [
  { args: ['--version'], code: 0 },
  { args: ['--help'], code: 0 },
  ...['table', 'jsonl', 'csv'].map((format) => ({
    args: ['classify', ...ofModel, '--format', format, broken],
    code: 1,
  })),
  { args: ['report', records, '--out', path.join(folder, 'report'), '--no-photos'], code: 0 },
  { args: ['evaluate', manifest], code: 0 },
  { args: ['evaluate', records, '--review', review], code: 0 },
  { args: ['bench', '--images', few, '--seconds', '1', '--idle-seconds', '1', '--json'], code: 0 },
  { args: ['verify', ...ofModel], code: 1 },
  { args: ['doctor', ...ofModel], code: 0 },
  { args: ['doctor', ...ofModel, '--json'], code: 0 },
];

/** Ends with its code and what it said on stderr. */
async function ended(args: readonly string[], stdout: number | 'closed' | 'read') {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', typeof stdout === 'number' ? stdout : 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  if (stdout === 'closed') child.stdout?.destroy();
  else child.stdout?.resume();
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

const patienceMs = 60_000;

it('has every command that writes to stdout', async () => {
  const commands = [...(await readFile('src/cli/program.ts', 'utf8')).matchAll(/add\((\w+?)Command\(\)/g)].map(
    ([, name]) => name,
  );
  const silent = ['enqueue', 'merge', 'pack', 'review', 'serve', 'watch', 'worker'];
  // It needs the released model and many pictures; it writes as the others do.
  const left = ['teach'];
  const named = new Set(writers.map(({ args: [name] }) => name).filter((name) => !name?.startsWith('-')));
  expect([...named, ...silent, ...left].sort()).toEqual(commands.sort());
  for (const command of commands) expect((await run([String(command), '--help'])).stdout).not.toBe('');
});

it.each(writers)(
  'where somebody reads, $args ends with $code',
  async ({ args, code }) => {
    expect((await ended(args, 'read')).code).toBe(code);
  },
  patienceMs,
);

it.skipIf(process.platform !== 'linux').each(writers)(
  'on a full device $args says so and ends with 2',
  async ({ args }) => {
    const full = await open('/dev/full', 'w');
    const { code, stderr } = await ended(args, full.fd);
    await full.close();
    expect(stderr).toContain(
      'whosecam: Expected to write to stdout; received ENOSPC (make room, or send it elsewhere)\n',
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  },
  patienceMs,
);

it.skipIf(process.platform !== 'linux')(
  'on a full device a command that writes nothing there ends as ever',
  async () => {
    const full = await open('/dev/full', 'w');
    const args = ['classify', ...ofModel, '--format', 'jsonl', '--output', path.join(folder, 'silent.jsonl'), broken];
    const { code, stderr } = await ended(args, full.fd);
    await full.close();
    expect([code, stderr]).toEqual([1, expect.not.stringContaining('ENOSPC')]);
  },
  patienceMs,
);

it.skipIf(process.platform === 'win32').each(writers)(
  'on a pipe that nobody reads $args ends quietly',
  async ({ args, code }) => {
    const left = await ended(args, 'closed');
    expect(left.stderr).not.toMatch(/EPIPE|whosecam:|^\s+at |Nothing was kept/m);
    expect(left.code).toBe(args[0] === 'classify' ? 130 : code);
  },
  patienceMs,
);
