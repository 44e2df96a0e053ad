/** All figures of an evaluation, in one object: what `whosecam evaluate` prints and writes. */
import { answersOf } from './answers.js';
import {
  claimFigures,
  claimsByGround,
  claimsOnOthers,
  confusion,
  type ClaimFigures,
  type ClaimGround,
  type GroundFigures,
} from './claims.js';
import { falseAlarmFigures, foundFigures, type FalseAlarmFigures, type FoundFigures } from './detection.js';
import { type Calibration, calibrationOf } from './ece.js';
import { aurc, riskCoverage, type RiskPoint } from './risk.js';
import { isApart, isHeadline, isInSitu, type Sample } from './sample.js';
import { type Slices, sliceFigures } from './slices.js';
import type { Share } from './wilson.js';
import { type WorstError, worstErrors } from './worst.js';

/** Figures of an evaluation. */
export interface Metrics {
  /** Pictures with a camera's form in a camera's scene, and pictures without a camera. */
  readonly headline: ClaimFigures;
  /** The headline's claims that are right, by what they rest on. */
  readonly claimsByGround: Readonly<Record<ClaimGround, GroundFigures>>;
  readonly claimsOnOthers: Share;
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Over the headline's answers other than `unknown-brand`. */
  readonly calibration: Calibration;
  readonly aurc: number | null;
  readonly riskCoverage: readonly RiskPoint[];
  /** Pictures of real (or composed) scenes with labelled boxes, whatever their brand. */
  readonly inSituFound: FoundFigures;
  /** Pictures of real scenes without a camera, and all pictures without one. */
  readonly inSituFalseAlarms: FalseAlarmFigures;
  readonly falseAlarms: FalseAlarmFigures;
  readonly slices: Slices;
  /** Recorders, accessories, logos and line-ups, by form. */
  readonly apart: Readonly<Record<string, ClaimFigures>>;
  /** Labellers weren't sure: scored nowhere but in `inSituFound`. */
  readonly leftOut: number;
  /** Of the headline. */
  readonly worst: readonly WorstError[];
}

/** Figures over labelled pictures and their records. */
export function metricsOf(samples: readonly Sample[]): Metrics {
  const headline = samples.filter(({ row }) => isHeadline(row));
  const apart = samples.filter(({ row }) => isApart(row));
  const inSitu = samples.filter(({ row }) => isInSitu(row));
  const answers = answersOf(headline);
  return {
    headline: claimFigures(headline),
    claimsByGround: claimsByGround(headline),
    claimsOnOthers: claimsOnOthers(headline),
    confusion: confusion(headline),
    calibration: calibrationOf(answers),
    aurc: aurc(answers),
    riskCoverage: riskCoverage(answers),
    inSituFound: foundFigures(inSitu),
    inSituFalseAlarms: falseAlarmFigures(inSitu),
    falseAlarms: falseAlarmFigures(headline),
    slices: sliceFigures(headline),
    apart: sliceFigures(apart)['form'] ?? {},
    leftOut: samples.length - headline.length - apart.length,
    worst: worstErrors(headline),
  };
}
