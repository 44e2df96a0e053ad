/** GET /v1/model: which model answers, and how far it can be trusted. */
import { z } from 'zod';
import { bundleSchema, type Bundle, otherMakersOf } from '../bundle/schema.js';

const { id, version, licence, provenance, evaluation, files, decision } = bundleSchema.shape;

/** The bundle's facts, without what only the code needs. */
export const modelAnswer = z.strictObject({
  id,
  version,
  licence,
  /** SHA-256 and size of each file. */
  files,
  /** Classes of the housing classifier, in the order of its outputs. A list, not a tuple: many clients know no tuples. */
  labels: z.array(z.string()),
  /** Names of other makers that may be read. */
  otherMakers: z.array(z.string()),
  thresholds: z.strictObject({ detection: z.number(), decision: decision.omit({ wordmark: true }) }),
  calibration: z.strictObject({ housingTemperature: z.number(), wordmark: decision.shape.wordmark }),
  provenance,
  /** Error rates, as in the model card. */
  evaluation,
});

/** The answer for a bundle. */
export function describeModel(bundle: Bundle): z.infer<typeof modelAnswer> {
  const { wordmark, ...thresholds } = bundle.decision;
  return {
    id: bundle.id,
    version: bundle.version,
    licence: bundle.licence,
    files: bundle.files,
    labels: bundle.housing.labels,
    otherMakers: otherMakersOf(bundle),
    thresholds: { detection: bundle.detector.scoreThreshold, decision: thresholds },
    calibration: { housingTemperature: bundle.housing.temperature, wordmark },
    provenance: bundle.provenance,
    evaluation: bundle.evaluation,
  };
}
