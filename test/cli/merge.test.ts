import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';

const model = await writeTinyBundle();
const photos = await folderOf({
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`walk ${i % 3}/${i}.jpg`, `answer ${i}`])),
  'broken.jpg': 'code:unreadable',
  'ünï.jpg': 'answer',
  'copy of 3.jpg': 'answer 3',
});
const classify = (output: string, ...args: string[]) =>
  run(['classify', '--model', model, photos, '--output', output, '--format', 'jsonl', ...args]);

/** A folder with a finished part for each share. */
async function partsOf(of: number): Promise<string> {
  const folder = await folderOf({});
  for (let i = 1; i <= of; i++) await classify(path.join(folder, `part-${i}.jsonl`), '--shard', `${i}/${of}`);
  return folder;
}
const partsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => path.join(folder, name));
const merge = (parts: readonly string[], output: string) => run(['merge', ...parts, '--output', output]);
/** Without the times; the tests' workers tell a photo's turn by its height. */
const timeless = (file: string): string =>
  readFileSync(file, 'utf8').replaceAll(/"(elapsedMs|height)":[\d.]+/g, '"$1":0');

describe('whosecam merge', () => {
  it.each([1, 3, 40])(
    'gives the bytes of one run from %i parts, empty ones among them',
    { timeout: 60_000 },
    async (of) => {
      const folder = await partsOf(of);
      const whole = path.join(await folderOf({}), 'whole.jsonl');
      await classify(whole);
      const merged = path.join(await folderOf({}), 'run.jsonl');
      const { code, stderr } = await merge(partsIn(folder).reverse(), merged);
      expect([code, stderr]).toEqual([0, `${merged}: 15 photos of ${of} parts\n`]);
      expect(timeless(merged)).toBe(timeless(whole));
      expect(timeless(merged).length).toBeGreaterThan(15 * 200);
    },
  );

  const refused = async (folder: string, parts: readonly string[], words: RegExp): Promise<void> => {
    const output = path.join(folder, 'run.jsonl');
    const { code, stderr } = await merge(parts, output);
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
    expect(readdirSync(folder).filter((name) => name.startsWith('run.jsonl'))).toEqual([]);
  };

  it('refuses to go without a part', async () => {
    const folder = await partsOf(3);
    await refused(folder, partsIn(folder).slice(0, 2), /all 3 parts; missing: 3/);
  });

  it('refuses a part twice', async () => {
    const folder = await partsOf(2);
    for (const ending of ['', '.shard.json'])
      copyFileSync(path.join(folder, `part-1.jsonl${ending}`), path.join(folder, `part-x.jsonl${ending}`));
    await refused(folder, partsIn(folder), /part-1\.jsonl and part-x\.jsonl are both 1\/2/);
  });

  it('refuses parts of another division', async () => {
    const folder = await partsOf(2);
    await classify(path.join(folder, 'part-3.jsonl'), '--shard', '3/3');
    await refused(folder, partsIn(folder), /parts of 2; part-3\.jsonl is one of 3/);
  });

  it('refuses a part that was never finished', async () => {
    const folder = await partsOf(2);
    await classify(path.join(folder, 'part-2.jsonl')); // all photos, without a share: the note goes
    expect(existsSync(path.join(folder, 'part-2.jsonl.shard.json'))).toBe(false);
    await refused(folder, partsIn(folder), /a finished part; part-2\.jsonl has no/);
  });

  it('refuses a part that was changed', async () => {
    const folder = await partsOf(2);
    const part = path.join(folder, 'part-2.jsonl');
    writeFileSync(part, readFileSync(part).subarray(0, -1));
    await refused(folder, partsIn(folder), /part-2\.jsonl as its run left it/);
  });

  it('refuses a record that is in the wrong part', async () => {
    const folder = await partsOf(2);
    const note = JSON.parse(readFileSync(path.join(folder, 'part-1.jsonl.shard.json'), 'utf8')) as object;
    copyFileSync(path.join(folder, 'part-2.jsonl'), path.join(folder, 'part-1.jsonl'));
    const bytes = readFileSync(path.join(folder, 'part-1.jsonl')).length;
    writeFileSync(path.join(folder, 'part-1.jsonl.shard.json'), JSON.stringify({ ...note, bytes }));
    await refused(folder, partsIn(folder), /only photos of 1\/2 in part-1\.jsonl/);
  });

  it('refuses parts of different models', async () => {
    const folder = await partsOf(2);
    const part = path.join(folder, 'part-2.jsonl');
    const text = readFileSync(part, 'utf8');
    writeFileSync(part, text.replaceAll(/"version":"(.)/g, '"version":"9'));
    expect(readFileSync(part, 'utf8')).not.toBe(text);
    await refused(folder, partsIn(folder), /parts of .*; part-\d\.jsonl has /);
  });

  it('leaves a file that is there already as it is', async () => {
    const folder = await partsOf(1);
    const output = path.join(folder, 'mine.jsonl');
    writeFileSync(output, 'mine');
    const { code, stderr } = await merge([path.join(folder, 'part-1.jsonl')], output);
    expect([code, stderr]).toEqual([2, expect.stringContaining('a new file for --output')]);
    expect(readFileSync(output, 'utf8')).toBe('mine');
  });
});

it('classify refuses a share that there is none of', async () => {
  const { code, stderr } = await classify(path.join(await folderOf({}), 'o.jsonl'), '--shard', '4/3');
  expect([code, stderr]).toEqual([2, expect.stringContaining('a shard such as 3/16')]);
});
