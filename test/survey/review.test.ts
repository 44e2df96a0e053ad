import { describe, expect, it } from 'vitest';
import { countedOf, parseReview, type ReviewLine, reviewLineSchema, standingReview } from '../../src/survey/review.js';
import { lineOf } from '../support/lines.js';
import { failedRecordOf, hikvisionCamera, hikvisionRecordOf, okRecordOf } from '../support/records.js';

const text = (...lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const confirm = lineOf({ verdict: 'confirm', camera: 0 });
const correct = lineOf({ verdict: 'correct', camera: 0, said: { kind: 'brand', brand: 'dahua' } });
const notOne = lineOf({ verdict: 'not-a-camera', camera: 0 });
const missed = (box: [number, number, number, number]): ReviewLine =>
  lineOf({ verdict: 'missed-camera', camera: null, box, said: { kind: 'brand', brand: 'dahua' } });
const countedBy = (...lines: readonly ReviewLine[]) => countedOf(hikvisionRecordOf(), standingReview(lines));

describe('reading', () => {
  it('gives the lines in order and passes over empty ones', () => {
    expect(parseReview(`${text(confirm)}\n${text(correct)}`)).toEqual([confirm, correct]);
  });

  it('drops a torn last line, wherever it is torn', () => {
    const last = JSON.stringify(correct);
    for (let cut = 1; cut < last.length; cut += 7) {
      expect(parseReview(text(confirm) + last.slice(0, cut))).toEqual([confirm]);
    }
    expect(parseReview(text(confirm) + last)).toEqual([confirm, correct]);
  });

  it.each([
    ['a torn line in the middle', `${JSON.stringify(correct).slice(0, 60)}\n${text(confirm)}`, 1],
    ['something else at the end', `${text(confirm)}hello`, 2],
    ['a record of a run', text(confirm, hikvisionRecordOf()), 2],
    ['a missed camera without a box', text({ ...missed([0, 0, 1, 1]), box: undefined }), 1],
    ['a correction that says nothing', text({ ...correct, said: undefined }), 1],
    ['a time that is none', text({ ...confirm, at: 'yesterday' }), 1],
    ['nobody', text({ ...confirm, reviewer: '' }), 1],
  ])('refuses %s and names the line', (_, content, line) => {
    expect(() => parseReview(content)).toThrow(`line ${line} is something else`);
  });

  it('takes another maker with and without a name', () => {
    for (const brandName of ['Axis', null]) {
      const line = { ...correct, said: { kind: 'other-brand', brandName } };
      expect(reviewLineSchema.parse(line)).toEqual(line);
    }
  });
});

describe('what stands', () => {
  const standing = (...lines: readonly ReviewLine[]) => [...standingReview(lines).values()].flat();

  it('is the last line about a camera', () => {
    expect(standing(confirm, correct)).toEqual([correct]);
    expect(standing(correct, confirm)).toEqual([confirm]);
  });

  it('is every line about different cameras, photos and missed ones', () => {
    const other = lineOf({ verdict: 'confirm', camera: 1 });
    const elsewhere = { ...confirm, sha256: 'b'.repeat(64) };
    const [here, there] = [missed([0.5, 0.5, 0.1, 0.1]), missed([0.51, 0.5, 0.1, 0.1])];
    expect(standing(confirm, other, elsewhere, here, there)).toHaveLength(5);
  });

  it('is nothing of what was taken back, and what is said afterwards', () => {
    const withdraw = lineOf({ verdict: 'withdraw', camera: 0, box: null });
    expect(standing(confirm, withdraw)).toEqual([]);
    expect(standing(confirm, withdraw, correct)).toEqual([correct]);
    const back = lineOf({ verdict: 'withdraw', camera: null, box: [0.5, 0.5, 0.1, 0.1] });
    expect(standing(missed([0.5, 0.5, 0.1, 0.1]), back)).toEqual([]);
    expect(standing(missed([0.5, 0.5, 0.2, 0.1]), back)).toHaveLength(1);
  });

  it('of another version of the model is replaced where the boxes meet, whatever the index', () => {
    const model = { id: 'tiny-1', version: '0.0.2' };
    const later: ReviewLine = { ...lineOf({ verdict: 'not-a-camera', camera: 3 }), model };
    expect(standing(confirm, later)).toEqual([later]);
    const box: [number, number, number, number] = [0.8, 0.8, 0.1, 0.1];
    const elsewhere: ReviewLine = { ...later, machine: { kind: 'unknown-brand', confidence: 1, box } };
    expect(standing(confirm, elsewhere)).toEqual([confirm, elsewhere]);
  });
});

describe('the answer that counts', () => {
  it("is the machine's where nobody said anything", () => {
    expect(countedBy()).toMatchObject({
      answer: 'hikvision',
      brandName: 'hikvision',
      camera: 0,
      by: 'machine',
      outcome: null,
      last: null,
    });
  });

  it.each([
    ['confirmed', confirm, { answer: 'hikvision', brandName: 'hikvision', by: 'person', camera: 0 }],
    ['corrected', correct, { answer: 'dahua', brandName: null, by: 'person', camera: 0 }],
    ['denied', notOne, { answer: 'no-camera', brandName: null, by: 'person', camera: null }],
    [
      'beside a missed camera that outranks nothing',
      missed([0.7, 0.7, 0.1, 0.1]),
      { answer: 'hikvision', by: 'machine', camera: 0 },
    ],
  ])('%s', (_, line, expected) => {
    const counted = countedBy(line);
    expect(counted).toMatchObject({ ...expected, last: { reviewer: 'Ada', at: line.at } });
  });

  it('of a missed camera is a person’s, after the cameras of the record', () => {
    const record = okRecordOf();
    const counted = countedOf(record, standingReview([missed([0.7, 0.7, 0.1, 0.1])]));
    expect(counted).toMatchObject({ answer: 'dahua', by: 'person', camera: 0, outcome: { kind: 'corrected' } });
    expect(counted?.cameras).toMatchObject([{ index: null, by: 'person', box: [0.7, 0.7, 0.1, 0.1] }]);
  });

  it('of two cameras, one judged, stays the machine’s where the other one decides', () => {
    const cameras = [hikvisionCamera, { ...hikvisionCamera, box: [0.6, 0.6, 0.2, 0.2] as const }];
    const record = hikvisionRecordOf({ cameras: cameras as (typeof hikvisionCamera)[] });
    expect(countedOf(record, standingReview([notOne]))).toMatchObject({
      answer: 'hikvision',
      by: 'machine',
      camera: 1,
    });
    expect(countedOf(record, standingReview([confirm]))).toMatchObject({ by: 'person', outcome: { kind: 'begun' } });
  });

  it('a photo without cameras is a person’s once they looked at it', () => {
    const looked = lineOf({ verdict: 'confirm', camera: null });
    expect(countedOf(okRecordOf(), standingReview([looked]))).toMatchObject({ answer: 'no-camera', by: 'person' });
    expect(countedOf(okRecordOf(), new Map())).toMatchObject({ answer: 'no-camera', by: 'machine' });
  });

  it('a word on an earlier version follows the camera, and not one that was found elsewhere', () => {
    const [moved, elsewhere] = [
      [0.12, 0.2, 0.3, 0.4],
      [0.6, 0.6, 0.3, 0.4],
    ].map((box) =>
      hikvisionRecordOf({
        cameras: [{ ...hikvisionCamera, box: box as [number, number, number, number] }],
        model: { id: 'tiny-1', version: '2.0.0' },
      }),
    );
    const review = standingReview([correct]);
    expect(moved && countedOf(moved, review)).toMatchObject({ answer: 'dahua', cameras: [{ by: 'person' }] });
    expect(elsewhere && countedOf(elsewhere, review)?.cameras).toMatchObject([
      { index: 0, by: 'machine' },
      { index: null, answer: 'dahua', by: 'person' },
    ]);
  });

  it('a failure has none', () => expect(countedOf(failedRecordOf(), new Map())).toBeNull());
});
