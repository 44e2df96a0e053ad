/** Counts of a report: `summary.json`. */
import type { Answer, CameraAnswer } from '../page/answers.js';
import type { ErrorCode } from '../errors.js';
import { groupBy } from '../survey/group-by.js';
import type { Site } from '../survey/sites.js';
import type { WarningCode } from '../survey/warnings.js';
import type { ReportData, ReportPhoto } from './data.js';

/** Counts of some photos. Photos are counted, not cameras on a wall: one camera may be on several. */
export interface Counts {
  readonly photos: number;
  readonly failed: number;
  /** Answered photos by the answer that counts: a person's where there's one, else the machine's. */
  readonly answers: Readonly<Record<Answer, number>>;
  /** The same by the machine's answer alone. */
  readonly machineAnswers: Readonly<Record<Answer, number>>;
  /** Cameras on these photos by the answer that counts. */
  readonly cameras: Readonly<Record<CameraAnswer, number>>;
  /** Answered photos by what a person did; `begun`: not all cameras are judged, and none is corrected. */
  readonly review: Readonly<Record<'confirmed' | 'corrected' | 'begun' | 'none', number>>;
}

/** What stands in `summary.json`. */
export interface Summary extends Counts {
  readonly schema: 'whosecam.summary/1';
  readonly madeAt: string;
  readonly programVersion: string;
  readonly run: ReportData['run'];
  /** Most photos first. */
  readonly models: readonly { readonly id: string; readonly version: string; readonly photos: number }[];
  readonly failures: Partial<Readonly<Record<ErrorCode, number>>>;
  readonly warnings: Partial<Readonly<Record<WarningCode, number>>>;
  /** As `ReportData.sites`, without positions where the report has none. */
  readonly sites: readonly (Omit<Site, 'photos' | 'location' | 'radiusM'> &
    Partial<Pick<Site, 'location' | 'radiusM'>> &
    Counts)[];
  /** Photos that belong to no site. */
  readonly withoutSite: Counts;
}

/** Counts a report. */
export function summaryOf(data: ReportData): Summary {
  const { photos, madeAt, programVersion, run, hasPlaces, warnings } = data;
  const models = groupBy(photos, ({ record: { model } }) => `${model.id} ${model.version}`);
  const bySite = groupBy(photos, ({ site }) => site);
  return {
    schema: 'whosecam.summary/1',
    madeAt,
    programVersion,
    run,
    models: [...models.values()]
      .flatMap(([first, ...others]) => (first ? [{ ...first.record.model, photos: 1 + others.length }] : []))
      .sort((a, b) => b.photos - a.photos),
    ...countsOf(photos),
    failures: tally(photos.flatMap(({ record }) => (record.status === 'failed' ? [record.error.code] : []))),
    warnings: tally(warnings.map(({ code }) => code)),
    sites: data.sites.map((site) => {
      const { photos: _, location, radiusM, ...facts } = site;
      return { ...facts, ...(hasPlaces && { location, radiusM }), ...countsOf(bySite.get(site) ?? []) };
    }),
    withoutSite: countsOf(bySite.get(null) ?? []),
  };
}

function countsOf(photos: readonly ReportPhoto[]): Counts {
  const answered = photos.flatMap(({ record, counted }) =>
    record.status === 'ok' && counted ? [{ record, counted }] : [],
  );
  const cameras = answered.flatMap(({ counted }) => counted.cameras.map(({ answer }) => answer));
  const none = { hikvision: 0, dahua: 0, 'other-brand': 0, 'unknown-brand': 0 };
  return {
    photos: photos.length,
    failed: photos.length - answered.length,
    answers: { ...none, 'no-camera': 0, ...tally(answered.map(({ counted }) => counted.answer)) },
    machineAnswers: {
      ...none,
      'no-camera': 0,
      ...tally(answered.map(({ record: { verdict } }) => verdict.brand ?? verdict.kind)),
    },
    cameras: { ...none, ...tally(cameras.filter((answer) => answer !== 'not-a-camera')) },
    review: {
      ...{ confirmed: 0, corrected: 0, begun: 0, none: 0 },
      ...tally(answered.map(({ counted }) => counted.outcome?.kind ?? 'none')),
    },
  };
}

const tally = <Key extends string>(keys: readonly Key[]): Partial<Record<Key, number>> =>
  Object.fromEntries([...groupBy(keys, (key) => key)].map(([key, same]) => [key, same.length])) as Partial<
    Record<Key, number>
  >;
