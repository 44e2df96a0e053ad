/** Error rates of a survey whose every answer and truth is known. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OkRecord } from '../../src/recognise/result.js';
import { orderedForReview } from '../../src/survey/order.js';
import { linesBetween, type Marks } from '../../src/survey/verdict-lines.js';
import { folderOf, run } from '../support/cli.js';
import { axisRecord, failedRecordOf } from '../support/records.js';
import { claimOf, claimRecord } from '../support/reviewed.js';

const hash = (i: number): string => i.toString(16).padStart(64, '0');

/** 100 claims of Hikvision; every tenth is Dahua's in truth. */
const records = Array.from({ length: 100 }, (_, i) => claimRecord(`${i}.jpg`, hash(i), [claimOf(0.5 + i / 250)]));
const truth = (record: OkRecord): Marks => [
  { box: claimOf(1).box, answer: Number(record.file.split('.')[0]) % 10 === 0 ? 'dahua' : 'hikvision' },
];
const jsonl = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

async function evaluated(reviewed: readonly OkRecord[], seed: number | null, all: readonly unknown[] = records) {
  const facts = { reviewer: 'Ada', at: '2026-11-24T10:00:00.000Z', seed };
  const lines = reviewed.flatMap((record) => linesBetween(record, null, truth(record), facts));
  const folder = await folderOf({ 'run.jsonl': jsonl(all), 'run.review.jsonl': jsonl(lines) });
  const [file, review, out] = ['run.jsonl', 'run.review.jsonl', 'figures.json'].map((name) => path.join(folder, name));
  const ran = await run(['evaluate', file ?? '', '--review', review ?? '', '--out', out ?? '']);
  const read = async () => JSON.parse(await readFile(out ?? '', 'utf8')) as Figures;
  return { ...ran, figures: ran.code === 0 ? await read() : null };
}

interface Figures {
  readonly reviewed: { readonly k: number; readonly n: number };
  readonly parts: readonly {
    readonly basis: string;
    readonly seed?: number;
    readonly figures: {
      readonly photos: number;
      readonly wrongClaims: { k: number; n: number; low: number; high: number };
    };
  }[];
}

describe('a review', () => {
  it('of everything gives the survey’s own rates, with their interval', async () => {
    const { stdout, figures, code } = await evaluated(records, null);
    expect(code).toBe(0);
    expect(figures?.parts).toMatchObject([{ basis: 'all', figures: { wrongClaims: { k: 10, n: 100 } } }]);
    // Wilson for 10 of 100: 0.0552 to 0.1744 (Brown, Cai and DasGupta 2001).
    expect(figures?.parts[0]?.figures.wrongClaims.low).toBeCloseTo(0.0552, 4);
    expect(figures?.parts[0]?.figures.wrongClaims.high).toBeCloseTo(0.1744, 4);
    expect(stdout).toMatch(/photos reviewed +100 of 100 that were answered \(100 %\)/);
    expect(stdout).toMatch(/brand claims, wrong +0\.100 \(10\/100, 0\.055-0\.174\)/);
    expect(stdout).toContain('Every answered photo was reviewed');
    expect(stdout).not.toContain('NOT a fair sample');
  });

  it('of the least certain says which share that is, and that it is no fair sample', async () => {
    const { stdout, figures } = await evaluated(orderedForReview(records, null).slice(0, 25), null);
    expect(figures).toMatchObject({ reviewed: { k: 25, n: 100 }, parts: [{ basis: 'chosen' }] });
    expect(figures?.parts).toHaveLength(1);
    expect(figures?.parts[0]?.figures.wrongClaims).toMatchObject({ k: 3, n: 25 });
    expect(stdout).toMatch(/photos reviewed +25 of 100 that were answered \(25 %\)/);
    expect(stdout).toContain('NOT a fair sample');
    expect(stdout).not.toContain('random sample');
  });

  it('at random gives rates of the sample that it began', async () => {
    const head = orderedForReview(records, 7).slice(0, 30);
    const { stdout, figures } = await evaluated(head, 7);
    const wrong = head.filter((record) => truth(record)?.[0]?.answer === 'dahua').length;
    expect(figures?.parts).toMatchObject([
      { basis: 'random', seed: 7, figures: { photos: 30, wrongClaims: { k: wrong, n: 30 } } },
      { basis: 'chosen', figures: { photos: 30 } },
    ]);
    expect(stdout).toContain('The random sample (seed 7). A random sample of the survey');
  });

  it('at random counts only up to the first photo that was left out', async () => {
    const order = orderedForReview(records, 7);
    const { figures } = await evaluated([...order.slice(0, 12), ...order.slice(13, 40)], 7);
    expect(figures?.parts.map(({ basis, figures: { photos } }) => [basis, photos])).toEqual([
      ['random', 12],
      ['chosen', 39],
    ]);
  });

  it('without the photo that a random order begins with has no fair sample at all', async () => {
    const { figures } = await evaluated(orderedForReview(records, 7).slice(1, 40), 7);
    expect(figures?.parts.map(({ basis }) => basis)).toEqual(['chosen']);
  });

  it("says how often another maker's name was wrong, and which makers there are", async () => {
    const named = [0, 1, 2].map((i) => ({ ...axisRecord, sha256: hash(i), file: `${i}.jpg` }));
    const names = ['Axis', 'Bosch', null];
    const facts = { reviewer: 'Ada', at: '2026-11-24T10:00:00.000Z', seed: null };
    const lines = named.flatMap((record, i) => {
      const { box } = record.cameras[0] ?? claimOf(1);
      return linesBetween(record, null, [{ box, answer: 'other-brand', brandName: names[i] ?? null }], facts);
    });
    const folder = await folderOf({ 'run.jsonl': jsonl(named), 'r.jsonl': jsonl(lines) });
    const [file, review, out] = ['run.jsonl', 'r.jsonl', 'out.json'].map((name) => path.join(folder, name));
    const { stdout } = await run(['evaluate', file ?? '', '--review', review ?? '', '--out', out ?? '']);
    expect(stdout).toMatch(/another maker's name, wrong +0\.500 \(1\/2, /);
    expect(stdout).toContain('other makers, cameras: Axis 1, Bosch 1\n');
    const { parts } = JSON.parse(await readFile(out ?? '', 'utf8')) as Figures;
    expect(parts[0]?.figures).toMatchObject({
      wrongNames: { k: 1, n: 2 },
      otherMakers: [{ name: 'Axis' }, { name: 'Bosch' }],
    });
  });

  it('keeps failures, other photos and what was only begun out of the shares, and says so', async () => {
    const [first, second] = records;
    if (!first || !second) throw new Error('two records');
    const begun = { ...second, cameras: [...second.cameras, claimOf(0.9, [0.8, 0.8, 0.1, 0.1])] };
    const stranger = claimRecord('other.jpg', hash(999), [claimOf(0.9)]);
    const all = [
      first,
      begun,
      failedRecordOf({ sha256: null, file: 'x' }),
      failedRecordOf({ sha256: null, file: 'y' }),
    ];
    const { stdout, figures } = await evaluated([first, second, stranger], null, all);
    expect(figures).toMatchObject({ reviewed: { k: 1, n: 2 }, begun: 1, failed: 2, strangers: 1 });
    expect(stdout).toMatch(/begun, left out +1/);
    expect(stdout).toMatch(/photos that failed +2, in no share below/);
    expect(stdout).toMatch(/verdicts on other photos +1 photos/);
  });
});

it.each([
  ['without a verdict', ''],
  ['of something else', 'file,answer\n'],
])('a review %s is wrong use', async (_, content) => {
  const folder = await folderOf({ 'run.jsonl': jsonl(records), 'r.jsonl': content });
  await writeFile(path.join(folder, 'r.jsonl'), content);
  const ran = await run(['evaluate', path.join(folder, 'run.jsonl'), '--review', path.join(folder, 'r.jsonl')]);
  expect([ran.code, ran.stdout]).toEqual([2, '']);
  expect(ran.stderr).toMatch(/^whosecam: Expected/);
});
