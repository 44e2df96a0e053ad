/** What a report says, once: every file of it is written from this. */
import type { ResultRecord } from '../recognise/result.js';
import { type Counted, countedOf, type Review } from '../survey/review.js';
import { type Grouping, groupSites, type Site } from '../survey/sites.js';
import { sitesByPhoto, type Warning, warningsOf } from '../survey/warnings.js';
import { type ReportFacts, withoutNames, withoutPlaces } from './privacy.js';

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
export interface ReportData extends Omit<ReportFacts, 'records'> {
  /** One a record, in the run's order: `Site.photos` and `Warning.photos` are indices into it. */
  readonly photos: readonly ReportPhoto[];
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
  /** False: `--no-names`; photos can't be found by their names then. */
  readonly hasNames?: boolean;
  readonly pictures: PictureSource | null;
}

/** Puts a report's facts together; what it mustn't tell goes only after sites and warnings were made from it. */
export function reportData({ records, review, grouping, run, hasNames = true, ...rest }: ReportSource): ReportData {
  const sites = groupSites(records, grouping);
  const all = { records, sites, warnings: warningsOf(records, sites, run.writtenAt), review, run };
  const placeless = rest.hasPlaces ? all : withoutPlaces(all);
  const { records: shown, ...facts } = hasNames ? placeless : withoutNames(placeless, grouping.listed !== undefined);
  return { ...facts, photos: photosOf(shown, facts), ...rest };
}

function photosOf(records: readonly ResultRecord[], { sites, warnings, review }: Omit<ReportFacts, 'records'>) {
  const siteOf = sitesByPhoto(records.length, sites);
  const warningsByPhoto = records.map((): Warning[] => []);
  for (const warning of warnings) for (const photo of warning.photos) warningsByPhoto[photo]?.push(warning);
  return records.map((record, i): ReportPhoto => ({
    record,
    counted: countedOf(record, review),
    site: siteOf[i] ?? null,
    warnings: warningsByPhoto[i] ?? [],
  }));
}
