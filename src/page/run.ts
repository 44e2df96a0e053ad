/** The photos of a run, as `whosecam review` serves them: records and pictures come from the program, verdicts go to it. */
import type { OkRecord } from '../recognise/result.js';
import type { Ask } from './ask.js';
import { type Photo, recordOf } from './photos.js';
import type { VerdictStore } from './store.js';
import type { Mark, PersonVerdict } from './verdicts.js';

/** A run that is reviewed. */
export interface Run {
  /** The run's file, without its folder. */
  readonly name: string;
  readonly reviewer: string;
  /** In the order in which they're to be reviewed. */
  readonly photos: readonly Photo[];
  readonly store: VerdictStore;
  /** Other makers that the model knows, to be suggested. */
  readonly names: readonly string[];
}

/** As the program sends it. */
interface Sheet {
  readonly run: string;
  readonly reviewer: string;
  readonly otherMakers: readonly string[];
  readonly photos: readonly {
    readonly record: OkRecord;
    readonly marks: readonly Mark[] | null;
    readonly at: string | null;
  }[];
}

/** `onUnwritten`: a verdict couldn't be written down, and is as it was before. Rejects when the run doesn't come. */
export async function openRun(ask: Ask, onUnwritten: (file: string, why: string) => void): Promise<Run> {
  const sheet = (await (await ask('v1/review')).json()) as Sheet;
  const known = new Map<string, PersonVerdict>();
  for (const { record, marks, at } of sheet.photos) {
    const { sha256 } = record;
    if (sha256 !== null && marks !== null && at !== null) known.set(sha256, { sha256, marks, at });
  }
  const photos = sheet.photos.map(({ record }) => photoOf(record, ask));
  const fileOf = (sha256: string): string => photos.find((photo) => recordOf(photo)?.sha256 === sha256)?.path ?? '';
  const store = createStore(known, ask, (sha256, why) => onUnwritten(fileOf(sha256), why));
  return { name: sheet.run, reviewer: sheet.reviewer, photos, store, names: sheet.otherMakers };
}

function photoOf(record: OkRecord, ask: Ask): Photo {
  const bring = (size: 'small' | 'whole') => async (): Promise<string> => {
    const response = await ask(`v1/review/photos/${String(record.sha256)}?size=${size}`);
    return URL.createObjectURL(await response.blob());
  };
  const pictures = { small: bring('small'), whole: bring('whole') };
  return { path: record.file, pictures, state: { kind: 'done', record }, tries: 0 };
}

/** Verdicts are shown at once and sent one after the other; one that isn't written down is taken back. */
function createStore(
  known: Map<string, PersonVerdict>,
  ask: Ask,
  onUnwritten: (sha256: string, why: string) => void,
): VerdictStore {
  let last: Promise<unknown> = Promise.resolve();
  const change = (sha256: string, verdict: PersonVerdict | undefined): void => {
    const before = known.get(sha256);
    const put = (one: PersonVerdict | undefined): void => {
      if (one) known.set(sha256, one);
      else known.delete(sha256);
    };
    put(verdict);
    const body = JSON.stringify({ sha256, marks: verdict?.marks ?? null });
    const headers = { 'content-type': 'application/json' };
    last = last.then(() =>
      ask('v1/review/verdicts', { method: 'POST', headers, body }).catch((thrown: unknown) => {
        if (known.get(sha256) === verdict) put(before);
        onUnwritten(sha256, thrown instanceof Error ? thrown.message : '');
      }),
    );
  };
  return {
    read: (sha256) => known.get(sha256),
    write(verdict) {
      change(verdict.sha256, verdict);
      return true;
    },
    forget: (sha256) => change(sha256, undefined),
    // Verdicts of a run are taken back one by one: they're other people's, too.
    forgetAll: () => undefined,
  };
}
