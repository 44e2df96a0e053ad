/** What a person should look at before a report is believed. */
import type { ResultRecord } from '../recognise/result.js';
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
  /** What's the matter, in plain words. */
  readonly text: string;
}

/** Warnings in the order of `warningCodes`, of one code in the order of their first photo. */
export function warningsOf(records: readonly ResultRecord[], sites: readonly Site[]): readonly Warning[] {
  void records;
  void sites;
  return [];
}
