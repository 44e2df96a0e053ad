/** Takes out of a report's facts what it mustn't tell. */
import { type ResultRecord, withoutPlace } from '../recognise/result.js';
import type { Review } from '../survey/review.js';
import type { Site } from '../survey/sites.js';
import { isAboutPlaces, type Warning } from '../survey/warnings.js';

/** All that a run and its persons say. */
export interface ReportFacts {
  readonly records: readonly ResultRecord[];
  readonly sites: readonly Site[];
  readonly warnings: readonly Warning[];
  /** What persons said, by the photo's SHA-256; empty without a review. */
  readonly review: Review;
  /** The run's file (without its folder), and when it was last written, ISO 8601, UTC. */
  readonly run: { readonly file: string; readonly writtenAt: string };
}

/** Without positions, altitudes, directions, the sites' positions and radii, and warnings about them. Names stay. */
export function withoutPlaces(facts: ReportFacts): ReportFacts {
  const records = facts.records.map((record) =>
    record.status === 'ok' ? { ...record, image: withoutPlace(record.image) } : record,
  );
  const sites = facts.sites.map((site) => ({ ...site, location: null, radiusM: null }));
  return { ...facts, records, sites, warnings: facts.warnings.filter((warning) => !isAboutPlaces(warning)) };
}

/**
 * Without the names of files and folders: photos are numbered, and so are sites, unless a person listed them. Names of
 * reviewers stay.
 */
export function withoutNames(facts: ReportFacts, areSitesListed: boolean): ReportFacts {
  const nameOf = (i: number): string => `photo-${String(i + 1).padStart(5, '0')}`;
  const records = facts.records.map((record, i) => ({ ...record, file: nameOf(i) }));
  const names = new Map(facts.records.map(({ sha256 }, i) => [sha256, nameOf(i)]));
  const review = new Map(
    [...facts.review].map(([sha256, lines]) => [
      sha256,
      lines.map((line) => ({ ...line, file: names.get(sha256) ?? 'another photo' })),
    ]),
  );
  const run = { ...facts.run, file: 'run.jsonl' };
  if (areSitesListed) return { ...facts, records, review, run };
  const sites = facts.sites.map((site, i) => ({ ...site, id: `site-${i + 1}`, name: `Site ${i + 1}` }));
  const ids = new Map(facts.sites.map(({ id }, i) => [id, `site-${i + 1}`]));
  const warnings = facts.warnings.map((warning) => ({ ...warning, site: ids.get(warning.site ?? '') ?? null }));
  return { ...facts, records, review, run, sites, warnings };
}
