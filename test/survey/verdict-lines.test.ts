import { describe, expect, it } from 'vitest';
import { marksOf, type ReviewLine, reviewLineSchema, standingReview } from '../../src/survey/review.js';
import { markOf } from '../../src/page/verdicts.js';
import { linesBetween, type Marks } from '../../src/survey/verdict-lines.js';
import { axisRecord, hikvisionCamera, hikvisionRecordOf, okRecordOf } from '../support/records.js';

const facts = { reviewer: 'Ada', at: '2026-11-24T10:00:00.000Z', seed: 7 };
const { box } = hikvisionCamera;
const elsewhere = [0.7, 0.7, 0.1, 0.1] as const;
const [one, none] = [hikvisionRecordOf(), okRecordOf()];

const verdicts = (lines: readonly ReviewLine[]): string[] => lines.map(({ verdict }) => verdict);

describe('from nothing', () => {
  it.each([
    ['the same answer', { box, answer: 'hikvision' }, { verdict: 'confirm', camera: 0 }],
    ['another', { box, answer: 'dahua' }, { verdict: 'correct', camera: 0, said: { kind: 'brand', brand: 'dahua' } }],
    [
      'another maker',
      { box, answer: 'other-brand' },
      { verdict: 'correct', said: { kind: 'other-brand', brandName: null } },
    ],
    [
      'another maker by name',
      { box, answer: 'other-brand', brandName: 'Axis' },
      { verdict: 'correct', said: { kind: 'other-brand', brandName: 'Axis' } },
    ],
    [
      'a missed one by name',
      { box: elsewhere, answer: 'other-brand', brandName: 'Axis' },
      { verdict: 'missed-camera', box: elsewhere, said: { kind: 'other-brand', brandName: 'Axis' } },
    ],
    ['nobody can tell', { box, answer: 'unknown-brand' }, { verdict: 'correct', said: { kind: 'unknown-brand' } }],
    ['no camera', { box, answer: 'not-a-camera' }, { verdict: 'not-a-camera', camera: 0 }],
    ['a missed one', { box: elsewhere, answer: 'dahua' }, { verdict: 'missed-camera', camera: null, box: elsewhere }],
  ] as const)('%s', (_, mark, expected) => {
    const [line, ...others] = linesBetween(one, null, [mark], facts);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ ...expected, ...facts, sha256: one.sha256, model: one.model });
    expect(line).toMatchObject({ machine: { kind: 'brand', brand: 'hikvision', box, confidence: 0.97 } });
    expect(reviewLineSchema.parse(line)).toEqual(line);
  });

  it('a photo without cameras that was looked at is confirmed', () => {
    expect(linesBetween(none, null, [], facts)).toMatchObject([
      { verdict: 'confirm', camera: null, machine: { kind: 'no-camera', box: null } },
    ]);
    expect(linesBetween(one, null, [], facts)).toEqual([]);
  });
});

it('says nothing about what did not change', () => {
  const marks = [{ box, answer: 'hikvision' as const }];
  expect(linesBetween(one, marks, marks, facts)).toEqual([]);
});

describe("where the machine says another maker's name", () => {
  const mark = (brandName?: string | null) => [
    { box, answer: 'other-brand' as const, ...(brandName !== undefined && { brandName }) },
  ];

  it('the same name, or nothing said of it, confirms; another, or none, corrects', () => {
    const said = (brandName?: string | null) => linesBetween(axisRecord, null, mark(brandName), facts);
    for (const name of [undefined, 'axis']) expect(said(name)).toMatchObject([{ verdict: 'confirm' }]);
    for (const brandName of ['Bosch', null]) {
      expect(said(brandName)).toMatchObject([{ verdict: 'correct', said: { kind: 'other-brand', brandName } }]);
    }
  });

  it('a changed name is a new line, the same one is none', () => {
    expect(linesBetween(axisRecord, mark('axis'), mark(), facts)).toEqual([]);
    expect(linesBetween(axisRecord, mark(), mark('Bosch'), facts)).toMatchObject([{ verdict: 'correct' }]);
    expect(verdicts(linesBetween(none, mark('Bosch'), mark('Ganz'), facts))).toEqual(['withdraw', 'missed-camera']);
  });
});

it('a missed camera on a photo that was confirmed takes that back', () => {
  const lines = linesBetween(none, [], [{ box: elsewhere, answer: 'dahua' }], facts);
  expect(verdicts(lines)).toEqual(['withdraw', 'missed-camera']);
  expect(lines.map((line) => line.camera)).toEqual([null, null]);
});

it('a record without a fingerprint has no lines', () => {
  expect(linesBetween(okRecordOf({ sha256: null }), null, [], facts)).toEqual([]);
});

describe('whatever is said, in whatever order', () => {
  const states: Marks[] = [
    null,
    [],
    [{ box, answer: 'hikvision' }],
    [{ box, answer: 'dahua' }],
    [{ box, answer: 'not-a-camera' }],
    [{ box: elsewhere, answer: 'unknown-brand' }],
    [
      { box, answer: 'other-brand', brandName: null },
      { box: elsewhere, answer: 'dahua' },
    ],
    [
      { box, answer: 'other-brand', brandName: 'Axis' },
      { box: elsewhere, answer: 'other-brand', brandName: 'Bosch' },
    ],
  ];
  const plain = (lines: readonly ReviewLine[]) => lines.flatMap(marksOf).map(markOf);

  it.each([
    ['with a camera', one],
    ['without', none],
  ])('the file says what stands: %s', (_, record) => {
    for (const before of states) {
      for (const after of states) {
        const first = linesBetween(record, null, before, facts);
        const standing = [...standingReview(first).values()].flat();
        const was = standing.length > 0 ? plain(standing) : null;
        const all = [...first, ...linesBetween(record, was, after, facts)];
        const left = plain([...standingReview(all).values()].flat());
        expect(new Set(left.map((mark) => JSON.stringify(mark)))).toEqual(
          new Set((after ?? []).map((mark) => JSON.stringify(mark)).filter((text) => isSayable(record, text))),
        );
      }
    }
  });

  /** 'Not a camera' where there's none says nothing. */
  const isSayable = (record: typeof one, text: string): boolean =>
    record.cameras.length > 0 || !text.includes('not-a-camera');
});
