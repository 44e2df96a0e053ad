import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf, jsonOf, type Reviewed } from '../../src/page/export.js';
import { judgeCamera, type Mark } from '../../src/page/verdicts.js';
import { createFormatter } from '../../src/survey/formats.js';
import { readCsv } from '../support/csv.js';
import { hikvisionRecordOf, okRecordOf } from '../support/records.js';

const record = hikvisionRecordOf({
  image: { width: 1000, height: 500, format: 'jpeg', location: { lat: 51.5, lon: -0.14 } },
});
const at = '2026-11-24T10:00:00.000Z';
const judged = (marks: readonly Mark[], of = record): Reviewed => ({
  file: 'hall/a.jpg',
  result: { record: of },
  verdict: { sha256: 'a'.repeat(64), marks, at },
});
const problem = { code: 'unreadable', title: 'The picture could not be read', detail: 'Expected a picture' };
const rowOf = (photo: Reviewed) => readCsv(csvOf([photo]))[0];

describe('the CSV', () => {
  it('has both answers, and the one that counts first', () => {
    expect(rowOf(judged(judgeCamera([], record, 0, 'dahua')))).toMatchObject({
      file: 'hall/a.jpg',
      answer: 'dahua',
      machine_answer: 'hikvision',
      confidence: '0.97',
      person_answer: 'dahua',
      person_verdict: 'corrected',
      person_cameras: 'dahua',
      person_at: at,
      read: 'HIKVISION',
      lat: '51.5',
      lon: '-0.14',
      sha256: 'a'.repeat(64),
    });
  });

  it('leaves the person out where nobody judged', () => {
    expect(rowOf({ file: 'a.jpg', result: { record }, verdict: undefined })).toMatchObject({
      answer: 'hikvision',
      person_answer: '',
      person_verdict: '',
    });
  });

  it("has another maker's name, with no formula in it", () => {
    const marks = judgeCamera([], record, 0, 'other-brand', '=HYPERLINK("x")');
    expect(rowOf(judged(marks))).toMatchObject({
      ...{ answer: 'other-brand', brand_name: 'hikvision', person_brand_name: '\'=HYPERLINK("x")' },
      person_cameras: 'other-brand (=HYPERLINK("x"))',
    });
    expect(rowOf(judged(judgeCamera([], record, 0, 'dahua')))).toMatchObject({ person_brand_name: '' });
  });

  it('names cameras that were missed', () => {
    const missed: Mark = { box: [0.7, 0.7, 0.1, 0.1], answer: 'dahua' };
    expect(rowOf(judged([missed], okRecordOf()))).toMatchObject({ answer: 'dahua', person_cameras: 'missed: dahua' });
    expect(rowOf(judged([missed]))).toMatchObject({ answer: 'hikvision', person_cameras: 'not judged; missed: dahua' });
  });

  it('says why a photo failed', () => {
    expect(rowOf({ file: 'b.jpg', result: { problem }, verdict: undefined })).toMatchObject({
      answer: 'failed',
      machine_answer: 'failed',
      error: 'unreadable',
      message: 'Expected a picture',
    });
  });

  it('is as safe against formulas as that of the command line, whatever a file is called', () => {
    const awkward = fc.string({ unit: fc.constantFrom(...Array.from('=+-@\t\r\n",;\' a＝＋－＠é')), maxLength: 8 });
    fc.assert(
      fc.property(awkward, (file) => {
        const { head, format } = createFormatter('csv', 0);
        const [expected] = readCsv(head + format({ ...record, file }));
        expect(rowOf({ file, result: { record }, verdict: undefined })?.['file']).toBe(expected?.['file']);
      }),
    );
  });
});

describe('the JSON', () => {
  it('has the record as it came and the verdict on each camera', () => {
    const missed: Mark = { box: [0.7, 0.7, 0.1, 0.1], answer: 'other-brand', brandName: 'Bosch' };
    const photos = [
      judged([...judgeCamera([], record, 0, 'not-a-camera'), missed]),
      { file: 'b.jpg', result: { problem }, verdict: undefined },
    ];
    expect(JSON.parse(jsonOf(photos))).toEqual({
      schema: 'whosecam.reviewed/1',
      photos: [
        {
          file: 'hall/a.jpg',
          machine: { record: JSON.parse(JSON.stringify(record)) as unknown },
          person: {
            answer: 'other-brand',
            brandName: 'Bosch',
            verdict: 'corrected',
            at,
            cameras: [
              { box: [0.1, 0.2, 0.3, 0.4], machine: 'hikvision', person: 'not-a-camera', brandName: null },
              { box: [0.7, 0.7, 0.1, 0.1], machine: null, person: 'other-brand', brandName: 'Bosch' },
            ],
          },
        },
        { file: 'b.jpg', machine: { problem }, person: null },
      ],
    });
  });
});
