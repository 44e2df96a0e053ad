import { describe, expect, it } from 'vitest';
import type { Camera, ResultRecord } from '../../src/recognise/result.js';
import { groupSites } from '../../src/survey/sites.js';
import { farM, warningsOf } from '../../src/survey/warnings.js';
import { failedRecordOf, hikvisionCamera } from '../support/records.js';
import { hall, north, photoOf } from '../support/surveyed.js';

const writtenAt = '2026-11-03T12:00:00.000Z';
const facts = { location: hall, takenAt: '2026-11-02T10:14:09' };
const sound = (file: string): ResultRecord => photoOf(file, facts);
const { brand: _, ...camera } = hikvisionCamera;
const dahuaCamera: Camera = { ...hikvisionCamera, brand: 'dahua', brandName: 'dahua' };

/** Warnings of photos in their folders, without words. */
const warned = (...records: ResultRecord[]) =>
  warningsOf(records, groupSites(records, { by: 'folder' }), writtenAt).map(({ text: _text, ...rest }) => rest);
const words = (...records: ResultRecord[]): string[] =>
  warningsOf(records, groupSites(records, { by: 'folder' }), writtenAt).map(({ text }) => text);

it('says nothing of a sound run, nor of failures', () => {
  expect(warned(sound('x/a.jpg'), sound('x/b.jpg'), failedRecordOf({ file: 'x/c.jpg' }))).toEqual([]);
});

describe('a warning', () => {
  it('says that names at odds were read on one camera: rule 1, and no other', () => {
    const [mark] = hikvisionCamera.evidence;
    const advice = { code: 'other-angle', text: '' } as const;
    const atOdds = { ...camera, kind: 'unknown-brand', brand: null, reason: 'ambiguous', advice, rule: 1 } as const;
    const evidence = mark?.type === 'wordmark' ? [mark, { ...mark, text: 'alhua', name: 'dahua' }] : [];
    const record = { ...photoOf('x/a.jpg', facts), cameras: [{ ...atOdds, evidence }] };
    expect(warned(sound('x/b.jpg'), record)).toEqual([{ code: 'two-brands', photos: [1], site: 'x' }]);
    expect(words(record)).toEqual([`Names that can't both be right were read on one camera: "HIKVISION", "alhua".`]);
    expect(warned({ ...record, cameras: [{ ...atOdds, rule: 3 }] })).toEqual([]);
  });

  it('says that both brands are claimed on one photo, not that one is claimed twice', () => {
    const claims = (...cameras: Camera[]): ResultRecord => ({
      ...photoOf('x/a.jpg', facts),
      cameras: cameras.map((one) => ({ ...one, rule: 2 })),
    });
    expect(warned(claims(hikvisionCamera, dahuaCamera))).toEqual([
      { code: 'two-brands-on-photo', photos: [0], site: 'x' },
    ]);
    expect(warned(claims(hikvisionCamera, hikvisionCamera))).toEqual([]);
  });

  it('says that a photo is there twice, at one site or at several', () => {
    const same = (file: string): ResultRecord => ({ ...sound(file), sha256: 'f'.repeat(64) });
    expect(warned(same('x/a.jpg'), sound('x/b.jpg'), same('x/c.jpg'))).toEqual([
      { code: 'same-photo', photos: [0, 2], site: 'x' },
    ]);
    expect(warned(same('x/a.jpg'), same('y/b.jpg'))).toEqual([{ code: 'same-photo', photos: [0, 1], site: null }]);
    const unread = (file: string) => failedRecordOf({ file, sha256: null });
    expect(warned(unread('x/a.jpg'), unread('x/b.jpg'))).toEqual([]);
  });

  it('says that a photo is far from its site, just beyond what is far', () => {
    const at = (metres: number): ResultRecord =>
      photoOf(`x/${metres}.jpg`, { takenAt: facts.takenAt, location: north(metres) });
    expect(warned(at(0), at(1), at(farM))).toEqual([]);
    expect(warned(at(0), at(1), at(farM + 2))).toEqual([{ code: 'far-from-site', photos: [2], site: 'x' }]);
    expect(words(at(0), at(1), at(2301))).toEqual(['Taken 2.3 km from the middle of its site.']);
  });

  it('goes by the radius of a listed site', () => {
    const site = { name: 'x', kind: null, council: null, constituency: null, location: hall, radiusM: 100 };
    const records = [99, 101].map((m) => photoOf(`x/${m}.jpg`, { takenAt: facts.takenAt, location: north(m) }));
    const sites = groupSites(records, { by: 'place', listed: [site] });
    expect(warningsOf(records, sites, writtenAt)).toMatchObject([{ code: 'far-from-site', photos: [1] }]);
  });

  it('says which photos belong to no site', () => {
    const site = { name: 'y', kind: null, council: null, constituency: null, location: null, radiusM: null };
    const records = [sound('x/a.jpg'), sound('y/b.jpg'), failedRecordOf({ file: 'c.jpg' })];
    const warnings = warningsOf(records, groupSites(records, { by: 'folder', listed: [site] }), writtenAt);
    expect(warnings).toEqual([
      { code: 'no-site', photos: [0, 2], site: null, text: '2 photos that belong to no site.' },
    ]);
  });

  it('says once a site which photos have no position or no time', () => {
    const { location, takenAt } = facts;
    const records = [
      photoOf('x/a.jpg', { takenAt }),
      photoOf('x/b.jpg', { location }),
      photoOf('y/c.jpg', { takenAt }),
      photoOf('x/d.jpg', { takenAt }),
    ];
    expect(warned(...records)).toEqual([
      { code: 'no-location', photos: [0, 3], site: 'x' },
      { code: 'no-location', photos: [2], site: 'y' },
      { code: 'no-time', photos: [1], site: 'x' },
    ]);
    expect(words(...records)[1]).toBe('1 photo without a position.');
  });

  it.each([
    ['2006-01-01T00:00:00', []],
    ['2005-12-31T23:59:59', ['odd-time']],
    // 26 hours after the run's file was written: the zones of two clocks may lie so far apart.
    ['2026-11-04T14:00:00', []],
    ['2026-11-04T14:00:01', ['odd-time']],
  ])('says of the time %s: %j', (takenAt, codes) => {
    expect(warned(photoOf('x/a.jpg', { location: hall, takenAt })).map(({ code }) => code)).toEqual(codes);
  });

  it('says that several models answered, and which photos are the fewer', () => {
    const other = { ...sound('x/b.jpg'), model: { id: 'tiny-1', version: '0.0.2' } };
    const records = [sound('x/a.jpg'), other, sound('x/c.jpg')];
    expect(warned(...records)).toEqual([{ code: 'several-models', photos: [1], site: null }]);
    expect(words(...records)).toEqual([
      'The answers come from several models: tiny-1 0.0.1 (2 photos), tiny-1 0.0.2 (1 photo).',
    ]);
  });
});
