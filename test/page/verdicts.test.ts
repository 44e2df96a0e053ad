import { describe, expect, it } from 'vitest';
import { bestOf, type Box, brandNamed, iouOf, isSameName } from '../../src/page/answers.js';
import {
  confirmAll,
  dropMissed,
  judgeCamera,
  outcomeOf,
  parseVerdict,
  readMarks,
  type Mark,
  type Reading,
} from '../../src/page/verdicts.js';
import { axisRecord, hikvisionCamera, hikvisionRecordOf, okRecordOf } from '../support/records.js';

const left: Box = [0.1, 0.2, 0.3, 0.4];
const right: Box = [0.6, 0.2, 0.3, 0.4];
const one = hikvisionRecordOf();
const two = hikvisionRecordOf({
  cameras: [
    { ...hikvisionCamera, box: [...left] },
    { ...hikvisionCamera, box: [...right], kind: 'other-brand', brand: null },
  ],
});
const none = okRecordOf();
const answersIn = ({ cameras }: Reading) => cameras.map((mark) => mark?.answer);

describe('the overlap of boxes', () => {
  it.each([
    { b: left, iou: 1 },
    { b: right, iou: 0 },
    // Half of the width is common: 0.15 / (0.3 + 0.3 - 0.15) of the height that both have.
    { b: [0.25, 0.2, 0.3, 0.4] as Box, iou: 1 / 3 },
    { b: [0.4, 0.2, 0, 0] as Box, iou: 0 },
  ])('with $b is $iou', ({ b, iou }) => expect(iouOf(left, b)).toBeCloseTo(iou, 12));
});

describe('of several answers', () => {
  it.each([
    [[], 'no-camera'],
    [['unknown-brand', 'other-brand'], 'other-brand'],
    [['other-brand', 'dahua', 'hikvision'], 'dahua'],
  ] as const)('%o the best is %s', (answers, best) => expect(bestOf(answers)).toBe(best));
});

describe('a verdict on a camera', () => {
  it('replaces the one before', () => {
    const first = judgeCamera([], one, 0, 'dahua');
    expect(judgeCamera(first, one, 0, 'not-a-camera')).toEqual([{ box: left, answer: 'not-a-camera' }]);
  });

  it('is tied to its box, not to its place in the list', () => {
    const marks = judgeCamera([], two, 1, 'dahua');
    const swapped = hikvisionRecordOf({ cameras: [...two.cameras].reverse() });
    expect(answersIn(readMarks(marks, two))).toEqual([undefined, 'dahua']);
    expect(answersIn(readMarks(marks, swapped))).toEqual(['dahua', undefined]);
  });

  it('belongs to a box that moved a little, and is a missed camera where none is', () => {
    const near: Mark = { box: [0.12, 0.2, 0.3, 0.4], answer: 'dahua' };
    const far: Mark = { box: [0.3, 0.2, 0.3, 0.4], answer: 'dahua' };
    expect(readMarks([near], one)).toEqual({ cameras: [near], missed: [] });
    expect(readMarks([far], one)).toEqual({ cameras: [undefined], missed: [far] });
  });
});

describe('what it comes to', () => {
  it.each([
    { what: 'all confirmed', record: two, marks: confirmAll([], two), is: ['hikvision', 'confirmed', true] },
    {
      what: 'one of two confirmed',
      record: two,
      marks: judgeCamera([], two, 0, 'hikvision'),
      is: ['hikvision', 'begun', false],
    },
    { what: 'corrected', record: one, marks: judgeCamera([], one, 0, 'dahua'), is: ['dahua', 'corrected', true] },
    {
      what: 'no camera after all',
      record: one,
      marks: judgeCamera([], one, 0, 'not-a-camera'),
      is: ['no-camera', 'corrected', true],
    },
    {
      what: 'the other camera decides',
      record: two,
      marks: judgeCamera([], two, 0, 'not-a-camera'),
      is: ['other-brand', 'corrected', false],
    },
    { what: 'no camera confirmed', record: none, marks: confirmAll([], none), is: ['no-camera', 'confirmed', true] },
    {
      what: 'one was missed',
      record: none,
      marks: [{ box: right, answer: 'dahua' } as const],
      is: ['dahua', 'corrected', true],
    },
  ])('$what', ({ record, marks, is }) => {
    const { answer, kind, isComplete } = outcomeOf(marks, record);
    expect([answer, kind, isComplete]).toEqual(is);
  });

  it('keeps what was said when the rest is confirmed', () => {
    const marks = confirmAll(judgeCamera([], two, 0, 'dahua'), two);
    expect(answersIn(readMarks(marks, two))).toEqual(['dahua', 'other-brand']);
  });

  it('forgets a missed camera and nothing else', () => {
    const missed: Mark = { box: [0.45, 0.7, 0.1, 0.1], answer: 'dahua' };
    const marks = [...confirmAll([], one), missed];
    expect(readMarks(marks, one).missed).toEqual([missed]);
    expect(dropMissed(marks, one, 0)).toEqual(confirmAll([], one));
  });
});

describe("another maker's name", () => {
  const outcome = (brandName?: string | null, record = axisRecord) => {
    const { kind, brandName: name } = outcomeOf(judgeCamera([], record, 0, 'other-brand', brandName), record);
    return [kind, name];
  };

  it("is the program's where nothing else is said of it: it's confirmed with the answer", () => {
    expect(outcome()).toEqual(['confirmed', 'axis']);
    expect(outcome('axis')).toEqual(['confirmed', 'axis']);
  });

  it('is corrected by another one, and by none', () => {
    expect(outcome('Bosch')).toEqual(['corrected', 'Bosch']);
    expect(outcome(null)).toEqual(['corrected', null]);
  });

  it('comes with a correction, or does not', () => {
    expect(outcome('Bosch', one)).toEqual(['corrected', 'Bosch']);
    expect(outcome(undefined, one)).toEqual(['corrected', null]);
  });

  it('belongs to another maker only, and is forgotten with that answer', () => {
    const named = judgeCamera([], one, 0, 'other-brand', 'Bosch');
    expect(judgeCamera(named, one, 0, 'dahua', 'Bosch')).toEqual([{ box: left, answer: 'dahua' }]);
  });

  it('stays when the rest is confirmed, on missed cameras, too', () => {
    const missed: Mark = { box: [0.45, 0.7, 0.1, 0.1], answer: 'other-brand', brandName: 'Ganz' };
    const marks = confirmAll([...judgeCamera([], two, 0, 'other-brand', 'Bosch'), missed], two);
    expect(marks.map(({ brandName }) => brandName)).toEqual(['Bosch', undefined, 'Ganz']);
    expect(outcomeOf([missed], none)).toMatchObject({ answer: 'other-brand', brandName: 'Ganz' });
  });

  it.each([
    ['EZ-IP', 'ezip', true],
    ['Axis', 'axis', true],
    ['Axis Communications', 'axis', true],
    ['Bosch', 'axis', false],
    ['Axisoft', 'axis', false],
    ['\u6d77\u5eb7', '\u5927\u534e', false],
    ['!', '?', false],
  ])('%s is %s: %s', (a, b, is) => expect([isSameName(a, b), isSameName(b, a)]).toEqual([is, is]));

  it("is no other maker's when it's a brand that is claimed", () => {
    expect([' Hikvision ', 'DAHUA', 'HikMicro'].map(brandNamed)).toEqual(['hikvision', 'dahua', undefined]);
  });
});

describe('a stored verdict', () => {
  const verdict = {
    sha256: 'a',
    at: '2026-11-24T10:00:00Z',
    marks: [{ box: [0, 0, 1, 1], answer: 'dahua' }],
  };

  it.each([undefined, null, 'Bosch'])('comes back as it was, its name %s', (brandName) => {
    const named = { ...verdict, marks: [{ box: [0, 0, 1, 1], answer: 'other-brand', brandName }] };
    for (const one of [verdict, named]) expect(parseVerdict(JSON.stringify(one))).toEqual(one);
  });

  it.each([
    'no JSON',
    'null',
    '{}',
    JSON.stringify({ ...verdict, marks: [{ box: [0, 0, 1, 1], answer: 'axis' }] }),
    JSON.stringify({ ...verdict, marks: [{ box: [0, 0, 1], answer: 'dahua' }] }),
    JSON.stringify({ ...verdict, marks: [{ box: [0, 0, 1, 2], answer: 'dahua' }] }),
    JSON.stringify({ ...verdict, marks: [{ box: [0, 0, 1, 1], answer: 'other-brand', brandName: 5 }] }),
    JSON.stringify({ ...verdict, marks: [{ box: [0, 0, 1, 1], answer: 'other-brand', brandName: 'x'.repeat(101) }] }),
    JSON.stringify({ ...verdict, at: 5 }),
  ])('is none: %s', (text) => expect(parseVerdict(text)).toBeUndefined());
});
