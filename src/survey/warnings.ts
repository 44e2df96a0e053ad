/** What a person should look at before a report is believed. */
import type { ResultRecord } from '../recognise/result.js';
import { distanceM } from './distance.js';
import { groupBy } from './group-by.js';
import { clockOf, placeOf } from './places.js';
import type { Site } from './sites.js';

/** `two-brands`: on one camera (rule 1); `two-brands-on-photo`: both brands are claimed, on different cameras. */
export const warningCodes = [
  'two-brands',
  'two-brands-on-photo',
  'same-photo',
  'far-from-site',
  'no-site',
  'no-location',
  'no-time',
  'odd-time',
  'several-models',
] as const;

/** A code of a warning. */
export type WarningCode = (typeof warningCodes)[number];

/** Something that doesn't look right. */
export interface Warning {
  readonly code: WarningCode;
  /** Indices into the records, rising. */
  readonly photos: readonly number[];
  /** Id of the site that it is about; null: none, or several. */
  readonly site: string | null;
  /** What's the matter, in plain words, without a file's name or a position. */
  readonly text: string;
}

/** Warnings that are about places. */
export const isAboutPlaces = ({ code }: Warning): boolean => code === 'far-from-site' || code === 'no-location';

/** Beyond the radius of its site, or, where it has none, so many metres from its middle, a photo is far from it. */
export const farM = 500;

/** Survey photos are younger; a clock that was never set says 1970 to 2005. */
const firstYear = 2006;

/** The clocks of a device and of this machine may stand in zones 26 hours apart. */
const zonesMs = 26 * 3_600_000;

/** A run, by photo. */
interface Run {
  readonly records: readonly ResultRecord[];
  readonly sites: readonly Site[];
  /** The site of each photo. */
  readonly siteOf: readonly (Site | undefined)[];
}

/**
 * Warnings in the order of `warningCodes`, of one code in the order of sites or photos.
 * @param writtenAt When the run's file was last written, ISO 8601: its photos are older.
 */
export function warningsOf(
  records: readonly ResultRecord[],
  sites: readonly Site[],
  writtenAt: string,
): readonly Warning[] {
  const run = { records, sites, siteOf: sitesByPhoto(records.length, sites) };
  const [earliest, latest] = [Date.UTC(firstYear, 0), Date.parse(writtenAt) + zonesMs];
  const isOdd = (clock: number | null): boolean => clock !== null && (clock < earliest || clock > latest);
  return [
    ...eachPhoto(run, 'two-brands', namesAtOdds),
    ...eachPhoto(run, 'two-brands-on-photo', bothClaimed),
    ...samePhotos(run),
    ...eachPhoto(run, 'far-from-site', farFrom),
    ...eachSite(run, 'no-site', 'that belong to no site', (_, site) => site === undefined),
    ...eachSite(run, 'no-location', 'without a position', (record) => isAnswered(record) && placeOf(record) === null),
    ...eachSite(run, 'no-time', 'without a time', (record) => isAnswered(record) && clockOf(record) === null),
    ...eachSite(run, 'odd-time', `from before ${firstYear} or after the run, by the device's clock`, (record) =>
      isOdd(clockOf(record)),
    ),
    ...severalModels(run),
  ];
}

/** The site of each of `count` photos. */
export function sitesByPhoto(count: number, sites: readonly Site[]): readonly (Site | undefined)[] {
  const siteOf: (Site | undefined)[] = Array.from({ length: count });
  for (const site of sites) for (const photo of site.photos) siteOf[photo] = site;
  return siteOf;
}

const isAnswered = (record: ResultRecord): boolean => record.status === 'ok';

const photosOf = (count: number): string => (count === 1 ? '1 photo' : `${count} photos`);

/** A warning for each photo of which there's something to say. */
function eachPhoto(
  { records, siteOf }: Run,
  code: WarningCode,
  textOf: (record: ResultRecord, site: Site | undefined) => string | null,
): Warning[] {
  return records.flatMap((record, i) => {
    const text = textOf(record, siteOf[i]);
    return text === null ? [] : [{ code, photos: [i], site: siteOf[i]?.id ?? null, text }];
  });
}

/** A warning for each site of whose photos some are so, and one for the photos without a site. */
function eachSite(
  { records, sites, siteOf }: Run,
  code: WarningCode,
  what: string,
  isSo: (record: ResultRecord, site: Site | undefined) => boolean,
): Warning[] {
  const those = [...records.entries()].filter(([i, record]) => isSo(record, siteOf[i])).map(([i]) => i);
  const bySite = groupBy(those, (i) => siteOf[i]);
  return [...sites, undefined].flatMap((site) => {
    const photos = bySite.get(site);
    return photos ? [{ code, photos, site: site?.id ?? null, text: `${photosOf(photos.length)} ${what}.` }] : [];
  });
}

/** Rule 1 of the README. */
function namesAtOdds(record: ResultRecord): string | null {
  const camera = record.status === 'ok' ? record.cameras.find(({ rule }) => rule === 1) : undefined;
  if (!camera) return null;
  const read = camera.evidence.flatMap((one) => (one.type === 'wordmark' ? [`"${one.text}"`] : []));
  return `Names that can't both be right were read on one camera: ${read.join(', ')}.`;
}

function bothClaimed(record: ResultRecord): string | null {
  const claimed = new Set(record.status === 'ok' ? record.cameras.map(({ brand }) => brand) : []);
  const isBoth = claimed.has('hikvision') && claimed.has('dahua');
  return isBoth ? 'Hikvision and Dahua are both claimed on this photo, on different cameras.' : null;
}

function samePhotos({ records, siteOf }: Run): Warning[] {
  const byBytes = groupBy(records.keys(), (i) => records[i]?.sha256 ?? null);
  byBytes.delete(null);
  return [...byBytes.values()]
    .filter(({ length }) => length > 1)
    .map((photos) => {
      const sites = new Set(photos.map((i) => siteOf[i]?.id ?? null));
      const [site = null] = sites.size === 1 ? sites : [];
      const text = `The same photo is there ${photos.length} times, and counts as often.`;
      return { code: 'same-photo' as const, photos, site, text };
    });
}

function farFrom(record: ResultRecord, site: Site | undefined): string | null {
  const place = placeOf(record);
  if (!place || !site?.location) return null;
  const metres = distanceM(place, site.location);
  return metres > (site.radiusM ?? farM) ? `Taken ${lengthOf(metres)} from the middle of its site.` : null;
}

const lengthOf = (metres: number): string =>
  metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(1)} km`;

function severalModels({ records }: Run): Warning[] {
  const byModel = groupBy(records.keys(), (i) => modelOf(records[i]));
  const models = [...byModel].sort(([, a], [, b]) => b.length - a.length);
  if (models.length < 2) return [];
  const counts = models.map(([name, photos]) => `${name} (${photosOf(photos.length)})`);
  const photos = models.slice(1).flatMap(([, of]) => of);
  const text = `The answers come from several models: ${counts.join(', ')}.`;
  return [{ code: 'several-models', photos: photos.sort((a, b) => a - b), site: null, text }];
}

const modelOf = (record: ResultRecord | undefined): string =>
  `${record?.model.id ?? ''} ${record?.model.version ?? ''}`;
