/**
 * Whose name stands on a line, by two witnesses: its letters one by one, and its look as a whole, which outlasts them when
 * a mark is small or blurred. Pure.
 */
import type { Lexicon } from '../../bundle/schema.js';
import { lineageOf, type Match } from './lexicon.js';

/** The name that a line looks like most, however little. */
export interface Look {
  readonly name: string;
  /** 0..1 */
  readonly probability: number;
  /** Probability that nothing is written there, 0..1. */
  readonly blank: number;
}

/** A name, and how well both witnesses speak for it. */
export interface NamedMatch extends Match {
  /** Mean of what the letters and the look say, 0..1; the letters alone where the reader has no class for the name. */
  readonly score: number;
}

/** Classes before the first name: no text (the first), other text. */
const classesBefore = 2;

/** @param probabilities of no text, of other text, and of each name. */
export function lookOf(probabilities: ArrayLike<number>, names: readonly string[]): Look {
  const of = (i: number): number => probabilities[i + classesBefore] ?? 0;
  const best = names.reduce((a, _, i) => (of(i) > of(a) ? i : a), 0);
  return { name: names[best] ?? '', probability: of(best), blank: probabilities[0] ?? 0 };
}

/** What the letters spell, with the mean probability of the letters. */
export interface Spelt {
  readonly match: Match | null;
  readonly confidence: number;
}

function matchOf(name: string, lexicon: Lexicon): Match | null {
  const entry = lexicon.entries.find((one) => one.name === name);
  if (!entry) return null;
  const { brand, spellings } = entry;
  return {
    kind: 'name',
    name,
    brand,
    lineage: lineageOf(name, lexicon),
    similarity: 0,
    spelling: spellings[0] ?? name,
  };
}

/**
 * The name that both witnesses together speak for most, or null: when neither says enough (`minScore`), or when they speak
 * for two makers about as well (`minScoreLead`).
 */
export function nameOf(spelt: Spelt, look: Look, names: readonly string[], lexicon: Lexicon): NamedMatch | null {
  const { match, confidence } = spelt;
  if (match?.kind === 'model-number') return { ...match, score: confidence };
  const letters = match ? confidence * match.similarity : 0;
  const agrees = match?.name === look.name;
  const candidates: NamedMatch[] = [];
  if (match) {
    const hasClass = names.includes(match.name);
    const seen = agrees ? look.probability : 0;
    candidates.push({ ...match, score: hasClass ? (letters + seen) / 2 : letters });
  }
  const seen = agrees ? null : matchOf(look.name, lexicon);
  if (seen) candidates.push({ ...seen, score: look.probability / 2 });
  const [best, rival] = candidates.sort((a, b) => b.score - a.score);
  if (!best || best.score < lexicon.minScore) return null;
  return rival && best.score - rival.score < lexicon.minScoreLead ? null : best;
}
