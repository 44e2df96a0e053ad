/** How often the model's brand claims are right: on this survey, by a person's word, and on its test pictures. */
import { z } from 'zod';
import { loadBundle } from '../bundle/load.js';
import { reviewedFigures } from '../metrics/reviewed.js';
import { wilson } from '../metrics/wilson.js';
import type { ResultRecord } from '../recognise/result.js';
import { judgedRun } from '../survey/judged.js';
import type { Review } from '../survey/review.js';
import type { CardRate, SurveyRate } from './words.js';

const testSchema = z.object({
  test: z.object({ pictures: z.int(), precision: z.object({ k: z.int(), n: z.int() }) }),
});

/** The rate on the survey: of all photos, of a random sample, or of those that happen to be judged; null where none is. */
export function surveyRate(records: readonly ResultRecord[], review: Review): SurveyRate | null {
  const { photos, judged, sample } = judgedRun(records, review);
  if (judged.length === 0) return null;
  const rateOf = (basis: SurveyRate['basis'], some: typeof judged): SurveyRate => {
    const wrong = reviewedFigures(some).wrongClaims;
    return { basis, judged: some.length, photos, wrong };
  };
  if (judged.length === photos) return rateOf('all', judged);
  return sample && sample.judged.length > 0 ? rateOf('random', sample.judged) : rateOf('chosen', judged);
}

/** The rate on test pictures, of the bundle that answered; null where another model lies in the folder, or none. */
export async function cardRate(folder: string, models: readonly string[]): Promise<CardRate | null> {
  const bundle = await loadBundle(folder).then(
    (loaded) => loaded.bundle,
    () => null,
  );
  if (!bundle || models.some((model) => model !== `${bundle.id} ${bundle.version}`)) return null;
  const test = testSchema.safeParse(bundle.evaluation).data?.test;
  return test ? { pictures: test.pictures, right: wilson(test.precision.k, test.precision.n) } : null;
}
