/** Photos with what the page asks about them, and which of them a filter lets through. */
import { type Answer, answerOfRecord } from '../answers.js';
import { answerNames, capitalised, marksRead } from '../words.js';
import type { PhotoFacts, SiteFacts } from './facts.js';

/** What a photo counts as. */
export type Standing = Answer | 'failed';

/** A photo of the page. */
export interface Entry {
  readonly photo: PhotoFacts;
  /** The answer that counts: the person's, where there's one. */
  readonly answer: Standing;
  /** Name of its site; empty without one. */
  readonly site: string;
  /** Everything that the text filter looks at, lower case. */
  readonly text: string;
}

/** A photo with what it counts as. */
export function entryOf(photo: PhotoFacts, sites: readonly SiteFacts[]): Entry {
  const { record, person, warnings } = photo;
  const isOk = record.status === 'ok';
  const answer = person?.answer ?? (isOk ? answerOfRecord(record) : 'failed');
  const site = photo.site === null ? '' : (sites[photo.site]?.name ?? '');
  const cameras = isOk ? record.cameras : [];
  const read = cameras.flatMap((camera) => [camera.brandName ?? '', ...marksRead(camera).map(({ text }) => text)]);
  const said = (person?.marks ?? []).flatMap(({ brandName }) => brandName ?? []);
  const words = [record.file, site, answerNames[answer], ...read, ...said, ...warnings.map((warning) => warning.text)];
  return { photo, answer, site, text: words.join('\n').toLowerCase() };
}

/** How far persons are with a photo. */
export type Reviewed = 'all' | 'reviewed' | 'corrected' | 'to-review';

/** A choice of photos: all conditions hold at once. */
export interface Filter {
  readonly answer: Standing | 'all';
  /** Index of a site; `none`: photos of no site. */
  readonly site: number | 'none' | 'all';
  /** A warning's code; `any`: with whatever warning. */
  readonly warning: string;
  readonly reviewed: Reviewed;
  readonly text: string;
}

/** Lets everything through. */
export const noFilter: Filter = { answer: 'all', site: 'all', warning: 'all', reviewed: 'all', text: '' };

/** Whether a filter lets a photo through. */
export function passes(entry: Entry, filter: Filter): boolean {
  const { site, warnings } = entry.photo;
  if (filter.answer !== 'all' && filter.answer !== entry.answer) return false;
  if (filter.site !== 'all' && filter.site !== (site ?? 'none')) return false;
  if (filter.warning === 'any' && warnings.length === 0) return false;
  const isOfCode = filter.warning !== 'all' && filter.warning !== 'any';
  if (isOfCode && !warnings.some(({ code }) => code === filter.warning)) return false;
  return isReviewedAs(entry, filter.reviewed) && hasWords(entry.text, filter.text);
}

function isReviewedAs({ photo, answer }: Entry, reviewed: Reviewed): boolean {
  const isReviewed = photo.person !== null && photo.person.kind !== 'begun';
  if (reviewed === 'reviewed') return isReviewed;
  if (reviewed === 'to-review') return !isReviewed && answer !== 'failed';
  return reviewed === 'all' || photo.person?.kind === 'corrected';
}

/** Every word of what is looked for. */
const hasWords = (text: string, wanted: string): boolean =>
  wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));

/** How many of the entries count as what. */
export function countsOf(entries: readonly Entry[]): Readonly<Record<Standing, number>> {
  const counts = { hikvision: 0, dahua: 0, 'other-brand': 0, 'unknown-brand': 0, 'no-camera': 0, failed: 0 };
  for (const { answer } of entries) counts[answer] += 1;
  return counts;
}

/** The warnings that there are, with how many photos have each; the most frequent first. */
export function warningsOf(entries: readonly Entry[]): { code: string; name: string; photos: number }[] {
  const photos = new Map<string, number>();
  for (const { photo } of entries) {
    for (const code of new Set(photo.warnings.map((warning) => warning.code))) {
      photos.set(code, (photos.get(code) ?? 0) + 1);
    }
  }
  return [...photos]
    .map(([code, count]) => ({ code, name: capitalised(code.replaceAll('-', ' ')), photos: count }))
    .sort((a, b) => b.photos - a.photos);
}
