import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordSchema, type ResultRecord } from '../../src/recognise/result.js';
import { writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';

const model = await writeTinyBundle();
const classify = (...args: string[]) => run(['classify', '--model', model, ...args]);
const recordsIn = (text: string): ResultRecord[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => recordSchema.parse(JSON.parse(line)));
const read = (file: string): ResultRecord[] => recordsIn(readFileSync(file, 'utf8'));

describe('whosecam classify', () => {
  it('writes one valid record a photo to stdout, in path order, whichever is done first', async () => {
    const folder = await folderOf({ 'c.jpg': 'answer', 'a.jpg': 'wait:300', 'b/x.jpg': 'wait:50', 'd.jpg': 'answer' });
    const { code, stdout, stderr } = await classify(folder, '--format', 'jsonl', '--workers', '3');
    expect(recordsIn(stdout).map(({ file }) => path.relative(folder, file))).toEqual([
      'a.jpg',
      'b/x.jpg',
      'c.jpg',
      'd.jpg',
    ]);
    expect(stderr).toBe('4 of 4 photos: 4 no-camera\n');
    expect(code).toBe(0);
  });

  it('ends with 1 when a photo failed, and goes on after it', async () => {
    const folder = await folderOf({
      'a.jpg': 'code:unreadable',
      'b.jpg': 'throw',
      'c.jpg': 'loop',
      'd.jpg': 'answer',
    });
    const { code, stdout } = await classify(folder, '--format', 'jsonl', '--timeout-ms', '300');
    const outcomes = recordsIn(stdout).map((record) => (record.status === 'failed' ? record.error.code : 'ok'));
    expect(outcomes).toEqual(['unreadable', 'internal', 'timeout', 'ok']);
    expect(code).toBe(1);
  });

  it('makes a failed record of a name that is nowhere and of a file past the limit', async () => {
    const folder = await folderOf({ 'a.jpg': 'answer and much more' });
    const gone = path.join(folder, 'gone.jpg');
    const { code, stdout } = await classify(folder, gone, '--format', 'jsonl', '--max-bytes', '10');
    expect(recordsIn(stdout)).toMatchObject([
      { status: 'failed', sha256: null, error: { code: 'too-large' } },
      { status: 'failed', sha256: null, error: { code: 'unreadable' } },
    ]);
    expect(code).toBe(1);
  });

  it('shows a table unless told otherwise, and writes the records beside it', async () => {
    const folder = await folderOf({ 'a.jpg': 'answer' });
    const output = path.join(await folderOf({}), 'o.jsonl');
    const { stdout } = await classify(folder, '--output', output);
    expect(stdout.split('\n')[0]).toMatch(/^file +answer +confidence +evidence$/);
    expect(read(output)).toHaveLength(1);
    expect((await classify(folder, '--output', output, '--format', 'jsonl')).stdout).toBe('');
  });

  it('does not run a photo again that is in the output, unless its bytes changed', async () => {
    const folder = await folderOf({ 'a.jpg': 'answer', 'b.jpg': 'answer 1' });
    const output = path.join(await folderOf({}), 'o.jsonl');
    await classify(folder, '--output', output);
    const first = readFileSync(output, 'utf8');
    // A record that no run would make: whoever finds it again has kept it.
    writeFileSync(output, first.replaceAll('"confidence":0.9', '"confidence":0.123'));
    writeFileSync(path.join(folder, 'b.jpg'), 'answer 2');
    await classify(folder, '--output', output);
    expect(read(output).map((record) => record.status === 'ok' && record.verdict.confidence)).toEqual([0.123, 0.9]);
  });
});

describe('an interrupted run', () => {
  it('ends with 130, keeps what was done and what was under way, and goes on there', async () => {
    const folder = await folderOf({
      'a.jpg': 'answer',
      'b.jpg': 'wait:4000',
      'c.jpg': 'answer 3',
      'd.jpg': 'answer 4',
    });
    const output = path.join(await folderOf({}), 'o.jsonl');
    const stop = new AbortController();
    const onOutput = (text: string) => {
      if (text.includes('a.jpg')) setTimeout(() => stop.abort(), 500);
    };
    const args = ['classify', '--model', model, folder, '--output', output, '--workers', '1'];
    const stopped = await run(args, { signal: stop.signal, onOutput });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('2 of 4 photos');
    expect(read(output).map(({ file }) => path.basename(file))).toEqual(['a.jpg', 'b.jpg']);

    expect((await classify(folder, '--output', output)).code).toBe(0);
    expect(read(output).map(({ file }) => path.basename(file))).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
  });

  it('begins nothing when it was interrupted before', async () => {
    const folder = await folderOf({ 'a.jpg': 'answer' });
    const { code, stdout } = await run(['classify', '--model', model, folder, '--format', 'jsonl'], {
      signal: AbortSignal.abort(),
    });
    expect(code).toBe(130);
    expect(stdout).toBe('');
  });
});
