import { describe, expect, it } from 'vitest';
import type { Camera, OkRecord } from '../../src/recognise/result.js';
import {
  adviceOf,
  asSentence,
  frequencyOf,
  percentOf,
  progressOf,
  sayCamera,
  sayPhoto,
  sentenceOf,
  surenessOf,
} from '../../src/page/words.js';
import { hikvisionCamera, hikvisionRecordOf, okRecordOf } from '../support/records.js';

const { brand: _brand, kind: _kind, ...base } = hikvisionCamera;
const [mark, housing] = base.evidence;
if (!mark || !housing) throw new Error('Expected evidence');

const other = (changes: Partial<Camera>): Camera =>
  ({
    ...base,
    kind: 'other-brand',
    brand: null,
    brandName: null,
    lineage: null,
    evidence: [housing],
    ...changes,
  }) as Camera;
const unknown = (changes: Partial<Extract<Camera, { kind: 'unknown-brand' }>>): Camera => ({
  ...base,
  kind: 'unknown-brand',
  brand: null,
  brandName: null,
  lineage: null,
  reason: 'too-small',
  advice: { code: 'step-closer', text: 'step closer: the mark needs about 3 more pixels of letter height', morePx: 3 },
  evidence: [housing],
  rule: 6,
  ...changes,
});

describe('a camera in words', () => {
  it('is said as one would say it', () => {
    expect(sentenceOf(sayCamera(hikvisionCamera))).toBe('Hikvision, quite sure: the mark HIKVISION was read');
  });

  it.each([
    {
      what: 'by its shape alone',
      camera: { ...hikvisionCamera, evidence: [housing], brandName: null, rule: 4 },
      says: "Hikvision, quite sure: no mark was read; the housing's shape is Hikvision's",
    },
    {
      what: "another maker's by its shape",
      camera: other({ rule: 5 }),
      says: "Another maker, quite sure: no mark was read; the housing's shape is another maker's",
    },
    {
      what: 'a second brand',
      camera: other({
        rule: 2,
        brandName: 'hilook',
        lineage: { family: 'hikvision', link: 'sub-brand', source: 'the maker says so' },
        evidence: [{ ...mark, text: 'HILOOK', name: 'hilook' } as typeof mark],
      }),
      says: 'Hilook, another maker, quite sure: the mark HILOOK was read; a second brand of Hikvision',
    },
    {
      what: 'one that was taught',
      camera: other({ rule: 9, brandName: 'axis', confidence: 0.9 }),
      says: 'Axis, another maker, fairly sure: no mark was read; the housing is one that was taught as Axis',
    },
    { what: 'too small', camera: unknown({}), says: "Can't tell: the camera is too small on the photo" },
    {
      what: 'read, not surely enough',
      camera: unknown({ rule: 3, reason: 'ambiguous', evidence: [mark] }),
      says: "Can't tell: HIKVISION was read, but not surely enough; what was seen doesn't settle it",
    },
    {
      what: 'with two names',
      camera: unknown({
        rule: 1,
        reason: 'ambiguous',
        evidence: [mark, { ...mark, text: 'DAHUA', name: 'dahua' } as typeof mark],
      }),
      says: "Can't tell: HIKVISION and DAHUA were read on one camera, and can't both be right",
    },
  ])('$what', ({ camera, says }) => {
    expect(sentenceOf(sayCamera(camera))).toBe(says);
  });

  it('has advice only when it cannot be told', () => {
    expect(adviceOf(unknown({}))).toContain('step closer');
    expect(adviceOf(hikvisionCamera)).toBeNull();
    expect(adviceOf(undefined)).toBeNull();
  });
});

describe('a photo in words', () => {
  it('without a camera never claims that there is none', () => {
    expect(sentenceOf(sayPhoto(okRecordOf()))).toBe(
      'No camera: none was found; small and distant ones are often missed',
    );
  });

  it('with one is as its camera', () => {
    expect(sayPhoto(hikvisionRecordOf())).toEqual(sayCamera(hikvisionCamera));
  });

  it('with several names them all', () => {
    const record: OkRecord = hikvisionRecordOf({ cameras: [hikvisionCamera, unknown({})] });
    expect(sentenceOf(sayPhoto(record))).toBe("Hikvision, quite sure: 2 cameras: Hikvision, Can't tell");
  });
});

describe('numbers in words', () => {
  it.each([
    [0.9999, 'more than 99 in 100'],
    [0.97, 'about 97 in 100'],
    [0.002, 'fewer than 1 in 100'],
  ])('%d is %s', (confidence, words) => expect(frequencyOf(confidence)).toBe(words));

  it.each([
    [1, '100 %'],
    [0.9987, '> 99 %'],
    [0.5, '50 %'],
    [0.004, '< 1 %'],
    [0, '0 %'],
  ])('%d never rounds to all or nothing: %s', (share, words) => expect(percentOf(share)).toBe(words));

  it.each([
    [0.95, 'quite sure'],
    [0.9499, 'fairly sure'],
    [0.85, 'fairly sure'],
    [0.8499, 'not very sure'],
  ])('%d is %s', (confidence, words) => expect(surenessOf(confidence)).toBe(words));

  it.each([
    [{ done: 0, failed: 0, all: 1 }, '0 of 1 photo done'],
    [{ done: 1, failed: 1, all: 3 }, '2 of 3 photos done, 1 failed'],
    [{ done: 3, failed: 0, all: 3 }, '3 photos done'],
  ])('progress: %o', (counts, words) => expect(progressOf(counts)).toBe(words));

  it.each([
    ['hold still', 'Hold still.'],
    ['Is it?', 'Is it?'],
  ])('a sentence: %s', (text, sentence) => expect(asSentence(text)).toBe(sentence));
});
