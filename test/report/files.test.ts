import { describe, expect, it } from 'vitest';
import { photosGeojson } from '../../src/report/geojson.js';
import { megadetectorText } from '../../src/report/megadetector.js';
import { summaryOf } from '../../src/report/summary.js';
import { camerasCsv, photosCsv } from '../../src/report/tables.js';
import { type ReviewLine, standingReview } from '../../src/survey/review.js';
import { readCsv } from '../support/csv.js';
import { axisRecord } from '../support/records.js';
import { correction, dataOf, records } from '../support/report-run.js';

const data = dataOf();

describe('photos.csv', () => {
  const rows = readCsv(photosCsv(data));

  it('has a row a photo, failures among them', () => {
    expect(rows).toHaveLength(records.length);
    expect(rows[3]).toMatchObject({
      file: 'survey/Zebedee School/IMG_7104.jpg',
      answer: 'failed',
      error: 'unreadable',
      by: '',
    });
  });

  it('tells no family of a name that a person put in the place of its own', () => {
    expect(rows.slice(0, 2).map(({ family }) => family)).toEqual(['hikvision', '']);
    expect(readCsv(camerasCsv(data)).map(({ family, link }) => [family, link])).toEqual([
      ['hikvision', 'own-brand'],
      ['', ''],
    ]);
  });

  it("defuses a formula in another maker's name", () => {
    const review = standingReview([{ ...correction, said: { kind: 'other-brand', brandName: '@Axis' } } as ReviewLine]);
    const named = dataOf({ review });
    expect(readCsv(photosCsv(named))[1]).toMatchObject({ brand_name: "'@Axis" });
    expect(readCsv(camerasCsv(named))[1]).toMatchObject({ brand_name: "'@Axis" });
  });

  it('defuses a formula in a name, and leaves numbers numbers', () => {
    const named = dataOf({ records: records.map((record) => ({ ...record, file: '=IMG_7101.jpg' })) });
    expect(readCsv(photosCsv(named))[0]).toMatchObject({ file: "'=IMG_7101.jpg", lon: '-0.2468135' });
  });

  it('has the answer that counts with both beside it', () => {
    expect(rows[1]).toMatchObject({
      ...{ answer: 'other-brand', by: 'person', machine_answer: 'hikvision', person_answer: 'other-brand' },
      ...{ review: 'corrected', reviewer: 'Ada', reviewed_at: '2026-11-03T09:00:00Z', brand_name: 'Axis' },
    });
    expect(rows[0]).toMatchObject({ answer: 'hikvision', by: 'machine', person_answer: '', review: '' });
  });

  it('says where, when and which way', () => {
    expect(rows[0]).toMatchObject({
      ...{ site: 'Quagmire Hall', lat: '51.4321987', altitude_m: '77.3', direction: '123.45', direction_north: 'true' },
      ...{ taken_at: '2026-11-02T10:14:09', taken_with: 'Acme Phone 7', warnings: '' },
    });
    expect(rows[2]).toMatchObject({ site: 'Zebedee School', lat: '', warnings: 'no-location' });
  });
});

it('cameras.csv has a row a camera with both answers', () => {
  const rows = readCsv(camerasCsv(data));
  expect(rows).toHaveLength(2);
  expect(rows[1]).toMatchObject({
    ...{ file: 'survey/Quagmire Hall/IMG_7102.jpg', camera: '0', answer: 'other-brand', by: 'person' },
    ...{ machine_answer: 'hikvision', brand_name: 'Axis', rule: '2', x: '0.1', height: '0.4' },
  });
});

describe('photos.geojson', () => {
  const { type, features } = photosGeojson(data) as { type: string; features: Record<string, unknown>[] };

  it('has a point a photo with a position, longitude first', () => {
    expect(type).toBe('FeatureCollection');
    expect(features.map(({ geometry }) => geometry)).toEqual([
      { type: 'Point', coordinates: [-0.2468135, 51.4321987] },
      { type: 'Point', coordinates: [-0.2468135, 51.4321987] },
    ]);
    expect(Object.keys(photosGeojson(data))).toEqual(['type', 'features']);
  });

  const osmOf = (some: readonly Record<string, unknown>[]) =>
    some.map(({ properties }) => (properties as { osm: unknown }).osm);
  const camera = { man_made: 'surveillance', 'surveillance:type': 'camera' };

  it('names the manufacturer by the answer that counts, as a person named it', () => {
    expect(osmOf(features)).toEqual([
      [{ ...camera, manufacturer: 'Hikvision' }],
      [{ ...camera, manufacturer: 'Axis' }],
    ]);
  });

  it('names another maker only where a person does', () => {
    const nameless = { ...correction, said: { kind: 'other-brand', brandName: null } } as ReviewLine;
    const place = { ...axisRecord.image, location: { lat: 1, lon: 2 } };
    const all = dataOf({ review: standingReview([nameless]), records: [...records, { ...axisRecord, image: place }] });
    const { features: some } = photosGeojson(all) as { features: Record<string, unknown>[] };
    expect(osmOf(some)).toEqual([[{ ...camera, manufacturer: 'Hikvision' }], [camera], [camera]]);
  });

  it('says where the photographer looked, and never where a camera looks', () => {
    expect(features[0]?.['properties']).toMatchObject({ photo_direction: 123.45, photo_direction_north: 'true' });
    expect(JSON.stringify(features)).not.toMatch(/camera:(direction|type)/);
  });
});

describe('summary.json', () => {
  it("counts by the person's word, and the machine's apart", () => {
    expect(summaryOf(data)).toMatchObject({
      ...{ schema: 'whosecam.summary/1', photos: 4, failed: 1, failures: { unreadable: 1 } },
      answers: { hikvision: 1, dahua: 0, 'other-brand': 1, 'unknown-brand': 0, 'no-camera': 1 },
      machineAnswers: { hikvision: 2, 'other-brand': 0, 'no-camera': 1 },
      cameras: { hikvision: 1, 'other-brand': 1 },
      review: { confirmed: 0, corrected: 1, begun: 0, none: 2 },
      run: { file: 'survey.jsonl', writtenAt: '2026-11-03T08:00:00.000Z' },
      models: [{ id: 'tiny-1', version: '0.0.1', photos: 4 }],
      warnings: { 'no-location': 1 },
    });
  });

  it('counts each site, and what belongs to none', () => {
    const { sites, withoutSite } = summaryOf(data);
    expect(sites.map(({ id, photos, failed, answers }) => [id, photos, failed, answers.hikvision])).toEqual([
      ['quagmire-hall', 2, 0, 1],
      ['zebedee-school', 2, 1, 0],
    ]);
    expect(withoutSite.photos).toBe(0);
  });
});

describe('megadetector.json', () => {
  const text = megadetectorText(data);

  it('is of format 1.6: categories, boxes as shares, failures without detections', () => {
    expect(JSON.parse(text)).toEqual({
      info: {
        format_version: '1.6',
        detector: 'tiny-1 0.0.1',
        detection_completion_time: '2026-11-03 08:00:00',
        classifier: 'tiny-1 0.0.1',
        classification_completion_time: '2026-11-03 08:00:00',
      },
      detection_categories: { '1': 'camera' },
      classification_categories: { '1': 'hikvision', '2': 'dahua', '3': 'other-brand', '4': 'unknown-brand' },
      images: [
        {
          file: 'survey/Quagmire Hall/=IMG_7101.jpg',
          detections: [{ category: '1', conf: 0.95, bbox: [0.1, 0.2, 0.3, 0.4], classifications: [['1', 0.97]] }],
        },
        {
          file: 'survey/Quagmire Hall/IMG_7102.jpg',
          detections: [{ category: '1', conf: 1, bbox: [0.1, 0.2, 0.3, 0.4], classifications: [['1', 0.97]] }],
        },
        { file: 'survey/Zebedee School/IMG_7103.jpg', detections: [] },
        {
          file: 'survey/Zebedee School/IMG_7104.jpg',
          failure: 'unreadable: Expected a picture; received something else',
          detections: null,
        },
      ],
    });
  });

  it('writes a certain detection as a float, which its validator asks for', () => {
    expect(text).toContain('"conf": 1.0,');
    expect(text).not.toMatch(/"conf": [01],/);
  });
});

it('is of a single record, too', () => {
  const one = dataOf({ records: records.slice(0, 1) });
  expect(summaryOf(one)).toMatchObject({ photos: 1, sites: [{ name: 'Quagmire Hall', photos: 1 }] });
  expect(readCsv(photosCsv(one))).toHaveLength(1);
});
