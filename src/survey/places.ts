/** Tells photos that were taken at one place from those of another, by distance and time. */
import type { ResultRecord } from '../recognise/result.js';
import { nearest, type Place } from './distance.js';
import { groupBy } from './group-by.js';

/** Photos within so many metres of a place's first photo are of that place: a large building with its yard. */
export const placeRadiusM = 150;

/** A photo without a position is of the place of a photo of its folder that was taken at most so much earlier or later. */
export const placeMinutes = 15;

/** Where a photo was taken; null where that isn't known. */
export const placeOf = (record: ResultRecord): Place | null =>
  record.status === 'ok' ? (record.image.location ?? null) : null;

/**
 * When a photo was taken by the device's own clock, milliseconds; null where that isn't known. Zones are left aside: the
 * photos of one survey were taken in one, and where a file has none, none is guessed.
 */
export function clockOf(record: ResultRecord): number | null {
  const written = record.status === 'ok' ? record.image.takenAt : undefined;
  const clock = Date.parse(`${written?.slice(0, 19) ?? ''}Z`);
  return Number.isNaN(clock) ? null : clock;
}

/** The folder of a file's name; empty where it names none. */
export const folderOf = ({ file }: ResultRecord): string => file.split('/').slice(0, -1).join('/');

/**
 * The number of each photo's place; undefined where it can't be told. A photo is of the nearest place whose first photo (by
 * the clock) is within `placeRadiusM`, else it begins one. Photos don't hand a place on from one to the next, so that a
 * street doesn't become one.
 */
export function placesOf(records: readonly ResultRecord[]): (number | undefined)[] {
  const begun: { place: Place; reachM: number }[] = [];
  const byPosition = new Map<number, number>();
  for (const { i, place } of inOrderOfTime(records)) {
    const index = nearest(place, begun)?.index ?? begun.push({ place, reachM: placeRadiusM }) - 1;
    byPosition.set(i, index);
  }
  const byTime = placesByTime(records, byPosition);
  return records.map((record, i) => byPosition.get(i) ?? byTime(record));
}

/** Photos that have a position; those without a time last. */
function inOrderOfTime(records: readonly ResultRecord[]) {
  const placed = records.flatMap((record, i) => {
    const place = placeOf(record);
    return place ? [{ i, place, clock: clockOf(record) ?? Number.MAX_VALUE }] : [];
  });
  return placed.sort((a, b) => a.clock - b.clock || a.i - b.i);
}

/** Tells a photo the place of the photo of its folder that was taken next before or after it. */
function placesByTime(records: readonly ResultRecord[], byPosition: ReadonlyMap<number, number>) {
  const known = records.flatMap((record, i) => {
    const [clock, place] = [clockOf(record), byPosition.get(i)];
    return clock !== null && place !== undefined ? [{ clock, place, folder: folderOf(record) }] : [];
  });
  const timed = groupBy(known, ({ folder }) => folder);
  return (record: ResultRecord): number | undefined => {
    const clock = clockOf(record);
    if (clock === null) return undefined;
    let closest: { apart: number; place: number } | undefined;
    for (const other of timed.get(folderOf(record)) ?? []) {
      const apart = Math.abs(other.clock - clock);
      if (apart <= placeMinutes * 60_000 && apart < (closest?.apart ?? Infinity)) {
        closest = { apart, place: other.place };
      }
    }
    return closest?.place;
  };
}
