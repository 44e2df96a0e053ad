import { expect, it } from 'vitest';
import {
  countsOf,
  type Entry,
  entryOf,
  type Filter,
  noFilter,
  passes,
  warningsOf,
} from '../../../src/page/report/entries.js';
import type { PhotoFacts } from '../../../src/page/report/facts.js';
import { failedRecordOf, hikvisionRecordOf, okRecordOf } from '../../support/records.js';

const sites = [{ name: 'Town Hall', place: null }];
const photoOf = (changes: Partial<PhotoFacts>): PhotoFacts => ({
  record: okRecordOf(),
  site: null,
  warnings: [],
  person: null,
  picture: 'shown',
  ...changes,
});
const personOf = (kind: 'confirmed' | 'corrected' | 'begun', answer: 'dahua' | 'hikvision'): PhotoFacts['person'] => ({
  answer,
  kind,
  brandName: null,
  marks: [],
  reviewer: null,
  at: null,
});
const warning = { code: 'no-time', text: 'when was it?' };

const entries: Record<string, Entry> = {
  claim: entryOf(photoOf({ record: hikvisionRecordOf({ file: 'x/IMG 1.jpg' }), site: 0, warnings: [warning] }), sites),
  confirmed: entryOf(photoOf({ record: hikvisionRecordOf(), person: personOf('confirmed', 'hikvision') }), sites),
  corrected: entryOf(photoOf({ record: hikvisionRecordOf(), person: personOf('corrected', 'dahua'), site: 0 }), sites),
  begun: entryOf(photoOf({ record: hikvisionRecordOf(), person: personOf('begun', 'hikvision') }), sites),
  none: entryOf(photoOf({}), sites),
  failed: entryOf(photoOf({ record: failedRecordOf() }), sites),
};

it.each<{ filter: Partial<Filter>; shown: string[] }>([
  { filter: {}, shown: Object.keys(entries) },
  { filter: { answer: 'hikvision' }, shown: ['claim', 'confirmed', 'begun'] },
  { filter: { answer: 'dahua' }, shown: ['corrected'] },
  { filter: { answer: 'failed' }, shown: ['failed'] },
  { filter: { site: 0 }, shown: ['claim', 'corrected'] },
  { filter: { site: 'none' }, shown: ['confirmed', 'begun', 'none', 'failed'] },
  { filter: { warning: 'any' }, shown: ['claim'] },
  { filter: { warning: 'no-time' }, shown: ['claim'] },
  { filter: { warning: 'same-photo' }, shown: [] },
  { filter: { reviewed: 'reviewed' }, shown: ['confirmed', 'corrected'] },
  { filter: { reviewed: 'corrected' }, shown: ['corrected'] },
  { filter: { reviewed: 'to-review' }, shown: ['claim', 'begun', 'none'] },
  { filter: { text: 'img  TOWN' }, shown: ['claim'] },
  { filter: { text: 'hikvision' }, shown: ['claim', 'confirmed', 'corrected', 'begun'] },
  { filter: { text: 'when was' }, shown: ['claim'] },
  { filter: { site: 0, answer: 'dahua', reviewed: 'to-review' }, shown: [] },
])('$filter lets through $shown', ({ filter, shown }) => {
  const whole = { ...noFilter, ...filter };
  expect(Object.keys(entries).filter((name) => entries[name] && passes(entries[name], whole))).toEqual(shown);
});

it("finds another maker's name that a person wrote", () => {
  const marks = [{ box: [0, 0, 1, 1] as const, answer: 'other-brand' as const, brandName: 'Bosch' }];
  const person = { ...personOf('corrected', 'dahua'), answer: 'other-brand', brandName: 'Bosch', marks } as never;
  expect(passes(entryOf(photoOf({ person }), sites), { ...noFilter, text: 'bosch' })).toBe(true);
});

it("counts by the person's word", () => {
  expect(countsOf(Object.values(entries))).toEqual({
    hikvision: 3,
    dahua: 1,
    'other-brand': 0,
    'unknown-brand': 0,
    'no-camera': 1,
    failed: 1,
  });
});

it('counts photos of a warning once each, the most frequent first', () => {
  const twice = entryOf(
    photoOf({
      warnings: [
        { code: 'same-photo', text: 'a' },
        { code: 'same-photo', text: 'b' },
      ],
    }),
    [],
  );
  const once = entryOf(photoOf({ warnings: [warning] }), []);
  expect(warningsOf([twice, once, once])).toEqual([
    { code: 'no-time', name: 'No time', photos: 2 },
    { code: 'same-photo', name: 'Same photo', photos: 1 },
  ]);
});
