/** A report's data as its page wants them. */
import { z } from 'zod';
import { wilson } from '../../metrics/wilson.js';
import type { Answer } from '../../page/answers.js';
import type {
  CardFacts,
  PersonFacts,
  PhotoFacts,
  PictureState,
  ReportFacts,
  Share,
  SiteFacts,
} from '../../page/report/facts.js';
import { markOf } from '../../page/verdicts.js';
import type { ResultRecord } from '../../recognise/result.js';
import { middleOf } from '../../survey/distance.js';
import { placeOf } from '../../survey/places.js';
import { marksOf } from '../../survey/review.js';
import type { Site } from '../../survey/sites.js';
import type { ReportData, ReportPhoto } from '../data.js';

/** A model with its error rates: of `bundle.json`. */
export interface ModelCard {
  readonly id: string;
  readonly version: string;
  readonly evaluation: Readonly<Record<string, unknown>>;
}

const shareSchema = z.object({ k: z.number(), n: z.number(), low: z.number(), high: z.number() });
const setSchema = z.object({
  pictures: z.number(),
  precision: shareSchema,
  rightClaims: shareSchema,
  found: z.object({ iou30: shareSchema }),
  falseBrandsInSitu: shareSchema,
});

/** What was measured on, by its name in the bundle. */
const setNames = { test: 'Test pictures', composedScenes: 'Composed street scenes' } as const;

/** The error rates; null where the bundle has none of these. */
export function cardFacts({ id, version, evaluation }: ModelCard): CardFacts | null {
  const sets = Object.entries(setNames).flatMap(([key, name]) => {
    const set = setSchema.safeParse(evaluation[key]).data;
    if (!set) return [];
    const { pictures, precision, rightClaims, found, falseBrandsInSitu } = set;
    return [{ name, pictures, precision, rightClaims, found: found.iou30, falseBrands: falseBrandsInSitu }];
  });
  return sets.length > 0 ? { model: { id, version }, sets } : null;
}

/** The report but for its photos and the model's card. */
export function reportFacts(data: ReportData, title: string): Omit<ReportFacts, 'card'> {
  const counted = data.photos.flatMap((photo) => (photo.counted ? [photo.counted] : []));
  const withCamera = counted.filter(({ answer }) => answer !== 'no-camera');
  const reviewed = data.photos.filter(({ record, counted: it }) => isClaim(record) && it?.outcome?.isComplete === true);
  const standing = reviewed.filter(({ record, counted: it }) => brandOf(record) === it?.answer);
  return {
    title,
    at: data.madeAt,
    sites: data.sites.map((site) => siteFacts(site, data)),
    models: modelsOf(data.photos.map(({ record }) => record)),
    claims: shareOf(withCamera.filter(({ answer }) => isBrand(answer)).length, withCamera.length),
    confirmed: shareOf(standing.length, reviewed.length),
    hasPlaces: data.hasPlaces,
  };
}

const isBrand = (answer: Answer): boolean => answer === 'hikvision' || answer === 'dahua';
const brandOf = (record: ResultRecord) => (record.status === 'ok' ? record.verdict.brand : null);
const isClaim = (record: ResultRecord): boolean => brandOf(record) !== null;

function shareOf(of: number, all: number): Share {
  const { k, n, low, high } = wilson(of, all);
  return { k, n, low, high };
}

/** Where a site is: as its list says, else in the middle of its photos. */
function siteFacts(site: Site, { photos }: ReportData): SiteFacts {
  const places = site.photos.map((index) => (photos[index] ? placeOf(photos[index].record) : null));
  const place = site.location ?? middleOf(places.filter((one) => one !== null));
  return { name: site.name, place };
}

function modelsOf(records: readonly ResultRecord[]): ReportFacts['models'] {
  const models = new Map<string, { id: string; version: string; photos: number }>();
  for (const { model } of records) {
    const key = `${model.id} ${model.version}`;
    models.set(key, { ...model, photos: (models.get(key)?.photos ?? 0) + 1 });
  }
  return [...models.values()];
}

/** The photos in the run's order; `states`: what became of their pictures. */
export function photoFacts(data: ReportData, states: readonly PictureState[]): PhotoFacts[] {
  const indices = new Map(data.sites.map((site, index) => [site.id, index]));
  return data.photos.map((photo, i) => ({
    record: photo.record,
    site: photo.site ? (indices.get(photo.site.id) ?? null) : null,
    warnings: photo.warnings.map(({ code, text }) => ({ code, text })),
    person: personOf(photo, data),
    picture: states[i] ?? 'missing',
  }));
}

function personOf({ record, counted }: ReportPhoto, { review }: ReportData): PersonFacts | null {
  if (!counted?.outcome || record.sha256 === null) return null;
  const { answer, brandName, kind } = counted.outcome;
  const marks = (review.get(record.sha256) ?? []).flatMap(marksOf).map(markOf);
  return { answer, brandName, kind, marks, reviewer: counted.last?.reviewer ?? null, at: counted.last?.at ?? null };
}
