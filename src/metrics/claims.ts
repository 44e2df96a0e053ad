/** Brand claims: how often they're right, and how many of the branded pictures get one. */
import { type Brand, decidingCamera } from '../recognise/result.js';
import { isBranded, type Sample } from './sample.js';
import { type Share, wilson } from './wilson.js';

/** What a brand claim was worth. */
export type ClaimOutcome = 'right' | 'family' | 'wrong';

/** Counts and shares of brand claims over a set of pictures. */
export interface ClaimFigures {
  /** Pictures, failures included. */
  readonly pictures: number;
  readonly failed: number;
  readonly right: number;
  /** Claims of the parent on a unit that bears another name: not right, and shown apart. */
  readonly family: number;
  readonly wrong: number;
  /** right / (right + family + wrong). */
  readonly precision: Share;
  /** right / (right + wrong). */
  readonly precisionWithoutFamily: Share;
  /** right / pictures whose label is one of the two brands, failures included. */
  readonly rightClaims: Share;
  /** Claims of any worth / pictures. */
  readonly coverage: Share;
}

/** The brand that a picture's answer claims; null for none and for failures. */
export function claimOf({ record }: Sample): Brand | null {
  return record.status === 'ok' ? record.verdict.brand : null;
}

/** Null when no brand is claimed. Right only when the label is that very brand. */
export function claimOutcome(sample: Sample): ClaimOutcome | null {
  const claim = claimOf(sample);
  if (claim === null) return null;
  if (claim === sample.row.brand) return 'right';
  return claim === sample.row.family ? 'family' : 'wrong';
}

/** Figures over a set of pictures. */
export function claimFigures(samples: readonly Sample[]): ClaimFigures {
  const outcomes = samples.map(claimOutcome);
  const count = (outcome: ClaimOutcome) => outcomes.filter((one) => one === outcome).length;
  const [right, family, wrong] = [count('right'), count('family'), count('wrong')];
  return {
    pictures: samples.length,
    failed: samples.filter(({ record }) => record.status === 'failed').length,
    right,
    family,
    wrong,
    precision: wilson(right, right + family + wrong),
    precisionWithoutFamily: wilson(right, right + wrong),
    rightClaims: wilson(right, samples.filter(({ row }) => isBranded(row)).length),
    coverage: wilson(right + family + wrong, samples.length),
  };
}

/** What claims rest on: a name that was read, or the housing's shape alone. */
export type ClaimGround = 'mark' | 'shape';

/** Claims on one ground: all of them, and those on pictures whose mark is legible to a person, and isn't. */
export interface GroundFigures {
  readonly all: Share;
  readonly legible: Share;
  readonly notLegible: Share;
}

/** How many claims are right, by what they rest on. Pictures of which nobody said whether the mark is legible count in `all`. */
export function claimsByGround(samples: readonly Sample[]): Record<ClaimGround, GroundFigures> {
  const figures = (ground: ClaimGround): GroundFigures => {
    const claims = samples.filter((sample) => groundOf(sample) === ground);
    const right = (some: readonly Sample[]) => claimFigures(some).precision;
    return {
      all: right(claims),
      legible: right(claims.filter(({ row }) => row.wordmarkLegible === true)),
      notLegible: right(claims.filter(({ row }) => row.wordmarkLegible === false)),
    };
  };
  return { mark: figures('mark'), shape: figures('shape') };
}

/** README, "The rules": the one that claims a brand by the shape alone. */
const shapeRule = 4;

/** Null when no brand is claimed. */
function groundOf(sample: Sample): ClaimGround | null {
  if (claimOf(sample) === null) return null;
  return decidingCamera(sample.record)?.rule === shapeRule ? 'shape' : 'mark';
}

/** Brand claims on pictures of other makers' cameras and of ones that can't be told. */
export function claimsOnOthers(samples: readonly Sample[]): Share {
  const others = samples.filter(({ row }) => row.brand.startsWith('other:') || row.brand === 'generic');
  return wilson(others.filter((sample) => claimOf(sample) !== null).length, others.length);
}

/** How often each label got each answer: `confusion[label][answer]`. Other makers' names are put together. */
export function confusion(samples: readonly Sample[]): Record<string, Record<string, number>> {
  const table: Record<string, Record<string, number>> = {};
  for (const { row, record } of samples) {
    const label = row.brand.startsWith('other:') ? 'other' : row.brand;
    const answer = record.status === 'failed' ? 'failed' : (record.verdict.brand ?? record.verdict.kind);
    const line = (table[label] ??= {});
    line[answer] = (line[answer] ?? 0) + 1;
  }
  return table;
}
