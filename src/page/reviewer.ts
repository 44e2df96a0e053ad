/** The person's side of a photo: what is kept of it, and what it counts as. */
import { answerOfRecord } from './answers.js';
import type { Reviewed } from './export.js';
import type { Standing } from './filters.js';
import { type Photo, recordOf } from './photos.js';
import type { VerdictStore } from './store.js';
import { type Mark, type Outcome, outcomeOf, type PersonVerdict } from './verdicts.js';

/** Reads and changes verdicts. */
export interface Reviewer {
  /** undefined: the person said nothing. */
  verdictOf(photo: Photo): PersonVerdict | undefined;
  outcomeOf(photo: Photo): Outcome | undefined;
  standingOf(photo: Photo): Standing;
  /** A photo that is through, for the export; undefined while it isn't. */
  reviewedOf(photo: Photo): Reviewed | undefined;
  /** Keeps marks; undefined forgets the verdict. */
  mark(photo: Photo, marks: readonly Mark[] | undefined): void;
}

/** `onUnkept`: the browser keeps nothing. */
export function createReviewer(store: VerdictStore, onUnkept: () => void): Reviewer {
  const verdictOf = (photo: Photo): PersonVerdict | undefined => {
    const sha256 = recordOf(photo)?.sha256 ?? null;
    return sha256 === null ? undefined : store.read(sha256);
  };
  const outcome = (photo: Photo): Outcome | undefined => {
    const [record, verdict] = [recordOf(photo), verdictOf(photo)];
    return record && verdict ? outcomeOf(verdict.marks, record) : undefined;
  };
  return {
    verdictOf,
    outcomeOf: outcome,
    standingOf(photo) {
      const { state } = photo;
      if (state.kind === 'failed') return { answer: 'failed', isReviewed: false };
      if (state.kind !== 'done') return { answer: null, isReviewed: false };
      const person = outcome(photo);
      return { answer: person?.answer ?? answerOfRecord(state.record), isReviewed: person?.isComplete === true };
    },
    reviewedOf(photo) {
      const { path: file, state } = photo;
      if (state.kind === 'failed') return { file, result: { problem: state.problem }, verdict: undefined };
      if (state.kind !== 'done') return undefined;
      return { file, result: { record: state.record }, verdict: verdictOf(photo) };
    },
    mark(photo, marks) {
      const sha256 = recordOf(photo)?.sha256 ?? null;
      if (sha256 === null) return;
      if (marks === undefined) {
        store.forget(sha256);
        return;
      }
      const at = new Date().toISOString();
      if (!store.write({ sha256, marks, at })) onUnkept();
    },
  };
}
