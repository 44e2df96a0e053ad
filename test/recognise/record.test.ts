import { expect, it } from 'vitest';
import { WhosecamError } from '../../src/errors.js';
import { sha256Of } from '../../src/bundle/sha256.js';
import { failedRecord, okRecord, withoutLocation } from '../../src/recognise/record.js';
import { recordSchema } from '../../src/recognise/result.js';
import { hikvisionRecordOf } from '../support/records.js';

const facts = { file: 'a/b.jpg', sha256: 'b'.repeat(64), model: { id: 'm', version: '1.0.0' }, elapsedMs: 12.7 };
const { verdict, cameras, image } = hikvisionRecordOf();

it('makes the public record of an answer, and nothing that is not public', () => {
  const carried = { verdict, cameras, image, tensors: [1, 2, 3] };
  const record = okRecord(facts, carried);
  expect(recordSchema.parse(record)).toEqual(record);
  expect(record).toMatchObject({ file: 'a/b.jpg', status: 'ok', elapsedMs: 13, verdict: { brand: 'hikvision' } });
  expect(record).not.toHaveProperty('tensors');
});

it('makes a record of a failure that has no answer', () => {
  const record = failedRecord({ ...facts, sha256: null }, new WhosecamError('unreadable', 'Expected a picture'));
  expect(recordSchema.parse(record)).toEqual(record);
  expect(record.error).toEqual({ code: 'unreadable', message: 'Expected a picture' });
  expect(Object.keys(record)).not.toEqual(expect.arrayContaining(['verdict']));
});

it('knows the SHA-256 of "abc" (FIPS 180-2)', () => {
  const abc = new TextEncoder().encode('abc');
  expect(sha256Of(abc)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it('leaves every trace of the place out and the rest in', () => {
  const rest = { ...image, takenAt: '2026-11-02T10:14:09', takenWith: 'Acme Phone 7' };
  const direction = { degrees: 90, north: 'true' as const };
  const placed = { verdict, cameras, image: { ...rest, location: { lat: 1, lon: 2 }, altitudeM: 35, direction } };
  expect(withoutLocation(placed)).toEqual({ verdict, cameras, image: rest });
});
