import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordSchema, type ResultRecord } from '../../src/recognise/result.js';
import { openOutput } from '../../src/survey/output.js';
import { folderOf } from '../support/cli.js';
import { failedRecordOf, okRecordOf } from '../support/records.js';

const model = { id: 'tiny-1', version: '0.0.1' };
const shaA = 'a'.repeat(64);
const named = (file: string, changes: Partial<ReturnType<typeof okRecordOf>> = {}) => okRecordOf({ file, ...changes });
const lines = (records: readonly ResultRecord[]): string => records.map((r) => `${JSON.stringify(r)}\n`).join('');
const filesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => recordSchema.parse(JSON.parse(line)).file);

/** An output file with this text in it. */
const outputWith = async (text: string): Promise<string> => path.join(await folderOf({ 'o.jsonl': text }), 'o.jsonl');

describe('an output file', () => {
  it('grows with every record', async () => {
    const file = path.join(await folderOf({}), 'o.jsonl');
    const output = await openOutput(file, model);
    await output.write(named('a.jpg'));
    expect(filesOf(file)).toEqual(['a.jpg']);
    await output.write(named('b.jpg'));
    expect(await output.finish()).toBe(0);
    expect(filesOf(file)).toEqual(['a.jpg', 'b.jpg']);
  });

  it('keeps a record of the same file, bytes and model, and no other', async () => {
    const { kept } = await openOutput(await outputWith(lines([named('a.jpg')])), model);
    expect(kept('a.jpg', shaA)).toEqual(named('a.jpg'));
    expect(kept('a.jpg', 'b'.repeat(64))).toBeUndefined();
    expect(kept('b.jpg', shaA)).toBeUndefined();
  });

  it.each([
    { id: 'tiny-2', version: '0.0.1' },
    { id: 'tiny-1', version: '0.0.2' },
  ])('keeps nothing for the model $id $version', async (other) => {
    const { kept } = await openOutput(await outputWith(lines([named('a.jpg')])), other);
    expect(kept('a.jpg', shaA)).toBeUndefined();
  });

  it.each(['unreadable', 'too-many-pixels', 'timeout'] as const)('tries a failure once more: %s', async (code) => {
    const failed = failedRecordOf({ error: { code, message: '' } });
    const { kept } = await openOutput(await outputWith(lines([failed])), model);
    expect(kept('a.jpg', shaA)).toBeUndefined();
  });

  it('drops a torn last line', async () => {
    const torn = lines([named('a.jpg'), named('b.jpg')]).slice(0, -30);
    const file = await outputWith(torn);
    const output = await openOutput(file, model);
    expect(output.kept('a.jpg', shaA)).toBeDefined();
    expect(output.kept('b.jpg', shaA)).toBeUndefined();
    await output.finish();
    expect(filesOf(file)).toEqual(['a.jpg']);
  });

  it.each(['not a record\n', '{"a":1}\n', '{"a":1}', `${lines([okRecordOf()])}\nnonsense\n`])(
    'refuses to overwrite a file of something else: %j',
    async (text) => {
      const file = await outputWith(text);
      await expect(openOutput(file, model)).rejects.toMatchObject({ code: 'bad-request' });
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('refuses a place that cannot be written', async () => {
    const file = path.join(await folderOf({}), 'no-such-folder', 'o.jsonl');
    await expect(openOutput(file, model)).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('earlier records', () => {
  it('of photos that were not named stay, in path order', async () => {
    const file = await outputWith(lines([named('a.jpg'), named('c.jpg'), named('e.jpg')]));
    const output = await openOutput(file, model);
    await output.write(named('b.jpg'));
    await output.write(named('d.jpg'));
    expect(await output.finish()).toBe(3);
    expect(filesOf(file)).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']);
  });

  it('of a photo that was run again are replaced', async () => {
    const file = await outputWith(lines([named('a.jpg', { elapsedMs: 1 })]));
    const output = await openOutput(file, model);
    await output.write(named('a.jpg', { elapsedMs: 2 }));
    await output.finish();
    expect(readFileSync(file, 'utf8')).toBe(lines([named('a.jpg', { elapsedMs: 2 })]));
  });

  it('are all found again when the program was killed in the middle', async () => {
    const file = await outputWith(lines([named('a.jpg'), named('b.jpg'), named('c.jpg')]));
    const killed = await openOutput(file, model);
    await killed.write(named('a.jpg'));
    const next = await openOutput(file, model);
    expect(['a.jpg', 'b.jpg', 'c.jpg'].map((name) => next.kept(name, shaA)?.file)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
    await next.finish();
    expect(filesOf(file)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
    expect(existsSync(`${file}.previous`)).toBe(false);
  });

  it('give way to later ones of a run that was killed', async () => {
    const file = await outputWith(lines([named('a.jpg', { elapsedMs: 2 })]));
    writeFileSync(`${file}.previous`, lines([named('a.jpg', { elapsedMs: 1 })]));
    expect((await openOutput(file, model)).kept('a.jpg', shaA)?.elapsedMs).toBe(2);
  });
});
