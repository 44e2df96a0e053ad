import { describe, expect, it } from 'vitest';
import { createFormatter } from '../../src/survey/formats.js';
import { failedRecordOf, hikvisionCamera, hikvisionRecordOf, okRecordOf } from '../support/records.js';

const located = okRecordOf({
  image: { width: 10, height: 20, format: 'png', location: { lat: -51.5, lon: -0.142 } },
});

const { brand: _, ...camera } = hikvisionCamera;
const tooSmall = okRecordOf({
  verdict: { kind: 'unknown-brand', brand: null, confidence: 0.5, camera: 0 },
  cameras: [
    {
      ...camera,
      kind: 'unknown-brand',
      brand: null,
      brandName: null,
      lineage: null,
      reason: 'too-small',
      advice: { code: 'step-closer', text: 'step closer: 3 more pixels', morePx: 3 },
      evidence: [],
    },
  ],
});

const hilook = okRecordOf({
  verdict: { kind: 'other-brand', brand: null, brandName: 'hilook', confidence: 0.9, camera: 0 },
  cameras: [
    {
      ...camera,
      kind: 'other-brand',
      brand: null,
      brandName: 'hilook',
      lineage: { family: 'hikvision', link: 'sub-brand', source: 'by construction' },
    },
  ],
});

/** First data row by column name. */
function csvRow(record: Parameters<ReturnType<typeof createFormatter>['format']>[0]): Record<string, string> {
  const { head, format } = createFormatter('csv', 0);
  const cells = format(record).trimEnd().split(',');
  return Object.fromEntries(
    head
      .trimEnd()
      .split(',')
      .map((name, i) => [name, cells[i] ?? '']),
  );
}

describe('the table', () => {
  const { head, format } = createFormatter('table', 8);

  it('shows file, answer, confidence and evidence', () => {
    expect(head).toBe('file      answer         confidence  evidence\n');
    expect(format(hikvisionRecordOf())).toBe(
      'a.jpg     hikvision            0.97  wordmark "HIKVISION" 0.99; housing hikvision 0.70\n',
    );
    expect(format(okRecordOf())).toBe('a.jpg     no-camera            0.90\n');
  });

  it('says why a brand is unknown', () => {
    expect(format(tooSmall)).toBe('a.jpg     unknown-brand        0.50  too-small (step-closer)\n');
  });

  it('names another maker and the family behind it', () => {
    expect(format(hilook)).toContain('hilook (sub-brand of hikvision); wordmark');
  });

  it('says why a photo failed', () => {
    expect(format(failedRecordOf())).toContain('unreadable: Expected a picture');
  });

  it('lets no file name command the terminal', () => {
    expect(format(okRecordOf({ file: 'a\u001b[2J\n.jpg' }))).toMatch(/^a\uFFFD\[2J\uFFFD\.jpg/);
  });
});

describe('JSONL', () => {
  it('is the record in one line', () => {
    const line = createFormatter('jsonl', 0).format(located);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual(located);
  });
});

describe('CSV', () => {
  it('has a column for every fact', () => {
    expect(csvRow(hikvisionRecordOf({ file: 'b.jpg' }))).toMatchObject({
      file: 'b.jpg',
      answer: 'hikvision',
      kind: 'brand',
      confidence: '0.97',
      cameras: '1',
      width: '1000',
      model: 'tiny-1',
    });
    expect(csvRow(hilook)).toMatchObject({
      answer: 'other-brand',
      brand_name: 'hilook',
      family: 'hikvision',
      advice: '',
    });
    expect(csvRow(tooSmall)).toMatchObject({ brand_name: '', family: '', advice: 'step closer: 3 more pixels' });
    expect(csvRow(failedRecordOf())).toMatchObject({ answer: 'failed', kind: '', error: 'unreadable' });
  });

  it.each([
    ...['=1+1', '+1', '-1', '@SUM(A1)', '\t1'].map((name) => [name, `'${name}`]),
    // Where lists are parted by ';', or read by tabs, what follows is a cell of its own.
    ["a;=cmd|' /c calc'!A0;b.jpg", "a;'=cmd|' /c calc'!A0;b.jpg"],
    ['\t=1', "'\t'=1"],
    ['a\n=1+1;.jpg', `"a\n'=1+1;.jpg"`],
    ['a;\t@SUM(A1)', "a;'\t'@SUM(A1)"],
  ])('defuses the formula in a file called %j', (name, defused) => {
    expect(csvRow(okRecordOf({ file: name })).file).toBe(defused);
  });

  it.each(['a-b+c=d.jpg', 'a; b.jpg', 'Süd;West.jpg', 'a\tb.jpg'])('leaves %j as it is', (name) => {
    expect(csvRow(okRecordOf({ file: name })).file).toBe(name);
  });

  it('leaves a negative number a number', () => {
    expect(csvRow(located)).toMatchObject({ lat: '-51.5', lon: '-0.142' });
  });

  it.each(['a\nb.jpg', 'a\rb.jpg'])('quotes a lone line end: %j', (name) => {
    expect(
      createFormatter('csv', 0)
        .format(okRecordOf({ file: name }))
        .startsWith(`"${name}",`),
    ).toBe(true);
  });

  it('quotes what has commas, quotes or lines in it', () => {
    expect(createFormatter('csv', 0).format(okRecordOf({ file: 'a,"b"\nc.jpg' }))).toMatch(/^"a,""b""\nc\.jpg",/);
  });
});
