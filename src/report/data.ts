/** What a report says, once: every file of it is written from this. */
import type { ResultRecord } from '../recognise/result.js';
import { type Counted, countedOf, type Review } from '../survey/review.js';
import { type Grouping, groupSites, type Site } from '../survey/sites.js';
import { type Warning, warningsOf } from '../survey/warnings.js';

/** One photo with all that is known of it. */
export interface ReportPhoto {
  /** As the run has it; without its place where `ReportData.hasPlaces` is false. */
  readonly record: ResultRecord;
  /** The answer that counts, and the machine's and the person's beside it; null for a failure. */
  readonly counted: Counted | null;
  readonly site: Site | null;
  readonly warnings: readonly Warning[];
}

/** A whole run, ready to be reported. */
export interface ReportData {
  /** One a record, in the run's order: `Site.photos` and `Warning.photos` are indices into it. */
  readonly photos: readonly ReportPhoto[];
  readonly sites: readonly Site[];
  readonly warnings: readonly Warning[];
  /** What persons said, by the photo's SHA-256; empty without a review. */
  readonly review: Review;
  /** The run's file (without its folder), and when it was last written, ISO 8601, UTC. */
  readonly run: { readonly file: string; readonly writtenAt: string };
  /** When this report was made, ISO 8601, UTC. */
  readonly madeAt: string;
  /** Version of the program that makes it. */
  readonly programVersion: string;
  /** False with `--no-location`: nothing in here tells a place any more, and no file may from the photos' own bytes. */
  readonly hasPlaces: boolean;
  /** Where photos may be looked for; null with `--no-photos`: no file may show any picture or part of one. */
  readonly pictures: PictureSource | null;
}

/** Where photos lie. */
export interface PictureSource {
  /** `--photos DIR`; null: where the records say, from the working folder. */
  readonly folder: string | null;
}

/** What a report is made of. */
export interface ReportSource {
  readonly records: readonly ResultRecord[];
  readonly review: Review;
  readonly grouping: Grouping;
  readonly run: ReportData['run'];
  readonly madeAt: string;
  readonly programVersion: string;
  /** False: `--no-location`. */
  readonly hasPlaces: boolean;
  readonly pictures: PictureSource | null;
}

/** Puts a report's facts together. */
export function reportData({ records, review, grouping, ...rest }: ReportSource): ReportData {
  const sites = groupSites(records, grouping);
  const warnings = warningsOf(records, sites);
  const photos = records.map((record, i): ReportPhoto => {
    const site = sites.find((one) => one.photos.includes(i)) ?? null;
    return { record, counted: countedOf(record, review), site, warnings: warnings.filter((w) => w.photos.includes(i)) };
  });
  return { photos, sites, warnings, review, ...rest };
}
