/** Groups a run's photos by site: by folder, by distance and time, or by a list of sites that a person gives. */
import type { ResultRecord } from '../recognise/result.js';
import { middleOf, nearest, type Place } from './distance.js';
import { folderOf, placeOf, placesOf } from './places.js';

/** A site that a person lists (`sites.csv`). */
export interface ListedSite {
  readonly name: string;
  /** Such as `hospital`. */
  readonly kind: string | null;
  readonly council: string | null;
  readonly constituency: string | null;
  /** Its middle; null: known by its folder's name only. */
  readonly location: Place | null;
  /** Photos within so many metres of `location` belong to it. */
  readonly radiusM: number | null;
}

/** A site with its photos. One that nobody listed has the middle of its photos as its location. */
export interface Site extends ListedSite {
  /** Of the name: letters, digits and `-`; no two of a run are the same. */
  readonly id: string;
  /** Indices into the records, rising. A photo belongs to one site at most. */
  readonly photos: readonly number[];
}

/** How photos are grouped. */
export interface Grouping {
  /** What is asked first. */
  readonly by: 'folder' | 'place';
  /** Sites that a person lists: no others are made up then. */
  readonly listed?: readonly ListedSite[] | undefined;
}

/** The sites in the order of the list, or of their first photo. A photo may belong to none. */
export function groupSites(records: readonly ResultRecord[], { by, listed }: Grouping): readonly Site[] {
  if (listed) return byList(records, by, listed);
  return by === 'folder' ? byFolder(records) : byPlace(records);
}

/** `Town Hall` -> `town-hall`, 60 characters at most. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const joined = plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-/, '');
  return [...joined].slice(0, 60).join('').replace(/-$/, '');
}

/** Sites as listed. A photo is of the nearest site that reaches so far, or of the one that its innermost folder names. */
function byList(records: readonly ResultRecord[], by: Grouping['by'], listed: readonly ListedSite[]): Site[] {
  // Of two sites with names that come to the same, the first counts.
  const named = new Map(listed.map(({ name }, i) => [slugOf(name), i] as const).reverse());
  const reaches = listed.flatMap(({ location, radiusM }, site) =>
    location && radiusM !== null ? [{ place: location, reachM: radiusM, site }] : [],
  );
  const ofFolder = (record: ResultRecord): number | undefined =>
    foldersOf(record)
      .map((folder) => named.get(slugOf(folder)))
      .findLast((site) => site !== undefined);
  const ofPlace = (record: ResultRecord): number | undefined => {
    const place = placeOf(record);
    const found = place && nearest(place, reaches);
    return found ? reaches[found.index]?.site : undefined;
  };
  const [first, second] = by === 'place' ? [ofPlace, ofFolder] : [ofFolder, ofPlace];
  const siteOf = records.map((record) => first(record) ?? second(record));
  return withPhotos(listed, siteOf);
}

const foldersOf = (record: ResultRecord): string[] => folderOf(record).split('/');

/** One site a folder, named by its way from the folder that holds all, or by that folder's own name. */
function byFolder(records: readonly ResultRecord[]): Site[] {
  const depth = commonDepth(records.map(foldersOf));
  const nameOf = (folder: string): string => {
    const folders = folder.split('/');
    return folders.slice(depth).join('/') || (folders.at(-1) ?? '') || 'all photos';
  };
  return unlisted(records, records.map(folderOf), nameOf);
}

/** How many folders all have in common. */
function commonDepth([first = [], ...others]: readonly (readonly string[])[]): number {
  return others.reduce((depth, folders) => {
    const apart = first.slice(0, depth).findIndex((folder, i) => folder !== folders[i]);
    return apart === -1 ? depth : apart;
  }, first.length);
}

/** One site a place, numbered in the order of the records. */
function byPlace(records: readonly ResultRecord[]): Site[] {
  const nameOf = (_: number, i: number): string => `Place ${i + 1}`;
  return unlisted(records, placesOf(records), nameOf);
}

/** Sites that nobody listed: one a key, in the order of the records. */
function unlisted<Key>(
  records: readonly ResultRecord[],
  keys: readonly (Key | undefined)[],
  nameOf: (key: Key, i: number) => string,
): Site[] {
  const different = [...new Set(keys.filter((key) => key !== undefined))];
  const index = new Map(different.map((key, i) => [key, i]));
  const facts = { kind: null, council: null, constituency: null, location: null, radiusM: null };
  const sites = withPhotos(
    different.map((key, i) => ({ name: nameOf(key, i), ...facts })),
    keys.map((key) => (key === undefined ? undefined : index.get(key))),
  );
  const places = records.map(placeOf);
  return sites.map((site) => ({ ...site, location: middleOf(site.photos.flatMap((i) => places[i] ?? [])) }));
}

/** Puts photos to their sites and gives each site an id of its own. */
function withPhotos(sites: readonly ListedSite[], siteOf: readonly (number | undefined)[]): Site[] {
  const photos = sites.map((): number[] => []);
  for (const [i, site] of siteOf.entries()) if (site !== undefined) photos[site]?.push(i);
  const taken = new Set<string>();
  const idOf = (name: string): string => {
    const slug = slugOf(name) || 'site';
    let id = slug;
    for (let n = 2; taken.has(id); n += 1) id = `${slug}-${n}`;
    taken.add(id);
    return id;
  };
  return sites.map((site, i) => ({ ...site, id: idOf(site.name), photos: photos[i] ?? [] }));
}
