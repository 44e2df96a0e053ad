/**
 * Same bytes, same model, same record, to the last digit, but for `file` and `elapsedMs`: whatever the number of workers and of
 * their threads, the order of the photos, the process and the door. All fixtures, the released model, the built program.
 */
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { beforeAll, expect, it } from 'vitest';
import { recordSchema, type ResultRecord } from '../../src/recognise/result.js';
import { folderOf } from '../support/cli.js';
import { startMain } from '../support/process.js';
import { serveProgram } from '../support/program.js';

const fixtures = path.join(import.meta.dirname, '../../fixtures');
// Other endings are no photos for a folder's walk.
const files = globSync('{photos,difficulty}/*.{jpg,heic,png,webp,avif,tif}', { cwd: fixtures }).sort();

/** What was said of each photo, in an order that doesn't depend on the run's. */
const saidOf = (records: readonly ResultRecord[]): string[] =>
  records.map((record) => JSON.stringify({ ...record, file: '', elapsedMs: 0 })).sort();

const readRecord = (value: unknown): ResultRecord => recordSchema.parse(value);

const classify = async (args: readonly string[], cwd: string): Promise<ResultRecord[]> => {
  const options = ['--format', 'jsonl', '--timeout-ms', '120000', ...args];
  const { stdout } = await startMain(['classify', ...options], cwd).ended;
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => readRecord(JSON.parse(line)));
};

let first: ResultRecord[];
beforeAll(async () => {
  first = await classify(['photos', 'difficulty', '--workers', '1', '--threads', '2'], fixtures);
}, 600_000);

it('answers every fixture', () => {
  expect(first.map(({ file }) => file)).toEqual(files);
  expect(first.filter(({ status }) => status === 'failed').length).toBeLessThan(10);
  expect(new Set(saidOf(first)).size).toBe(files.length);
});

it('with two workers, in the opposite order and under other names', async () => {
  const folder = await folderOf({});
  for (const [i, file] of files.entries()) {
    const name = `${String(files.length - i).padStart(3, '0')}${path.extname(file)}`;
    await copyFile(path.join(fixtures, file), path.join(folder, name));
  }
  const turned = await classify(['.', '--workers', '2', '--threads', '1'], folder);
  expect(turned.map(({ sha256 }) => sha256)).toEqual(first.map(({ sha256 }) => sha256).reverse());
  expect(saidOf(turned)).toEqual(saidOf(first));
}, 600_000);

it('over HTTP, by two workers, two forms at a time', async () => {
  const program = await serveProgram(['--workers', '2', '--threads', '2']);
  const ask = async (some: readonly string[]): Promise<ResultRecord[]> => {
    const form = new FormData();
    for (const file of some) form.append('image', new Blob([await readFile(path.join(fixtures, file))]), file);
    const answer = await fetch(`${program.url}/v1/classify`, { method: 'POST', body: form });
    const { results } = (await answer.json()) as { results: unknown[] };
    return results.map(readRecord);
  };
  try {
    const middle = Math.ceil(files.length / 2);
    const halves = [files.slice(0, middle), files.slice(middle)].map(async (half) => {
      const records: ResultRecord[] = [];
      for (let i = 0; i < half.length; i += 10) records.push(...(await ask(half.slice(i, i + 10))));
      return records;
    });
    const answered = (await Promise.all(halves)).flat();
    expect(saidOf(answered)).toEqual(saidOf(first));
  } finally {
    await program.close();
  }
}, 600_000);

it('would see one digit that differs', () => {
  const changed = first.map((record) =>
    record.status === 'ok' && record.sha256 === first[0]?.sha256
      ? { ...record, verdict: { ...record.verdict, confidence: record.verdict.confidence + 0.0001 } }
      : record,
  );
  expect(saidOf(changed)).not.toEqual(saidOf(first));
});
