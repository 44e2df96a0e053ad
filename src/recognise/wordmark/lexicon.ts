/** From a text that was read to the name of a maker, or to nothing. Pure. */
import type { Lexicon, LexiconEntry } from '../../bundle/schema.js';
import type { Brand, Lineage } from '../result.js';
import { beginsLike, normalise, similarity, windowSimilarity } from './spelling.js';
import { supportOf, type Steps } from './spot.js';

/** A name of the lexicon that a text matched. */
export interface Match {
  /** `model-number`: not a maker's name but a number that follows a maker's pattern. */
  readonly kind: 'name' | 'model-number';
  readonly name: string;
  /** The brand that may be claimed, or null. */
  readonly brand: Brand | null;
  /** The family behind the name, or null when none is known. */
  readonly lineage: Lineage | null;
  /** 0..1; 1 is letter for letter. */
  readonly similarity: number;
  /** The spelling or the prefix that matched. */
  readonly spelling: string;
}

/** Shorter spellings are found in too many longer words. */
const minWindowLetters = 6;

/** The family behind a name of the lexicon. */
export function lineageOf(name: string, lexicon: Lexicon): Lineage | null {
  const row = lexicon.lineage.find((one) => one.name === name);
  return row ? { family: row.family, link: row.link, source: row.source } : null;
}

/** What is compared with the spellings: the whole text, what is left without a suffix, and its words. */
interface Texts {
  readonly whole: readonly string[];
  readonly words: readonly string[];
}

/** The text without a company's suffix ('ALHUATECHNOLOGY' -> 'ALHUA'), or null when it doesn't end with one. */
function withoutSuffix(text: string, lexicon: Lexicon): string | null {
  for (const suffix of lexicon.suffixes) {
    // One letter more or fewer may have been read.
    for (const length of [suffix.length, suffix.length - 1, suffix.length + 1]) {
      if (length >= text.length) continue;
      if (similarity(text.slice(-length), suffix) >= lexicon.minSimilarity) return text.slice(0, -length);
    }
  }
  return null;
}

function textsOf(text: string, lexicon: Lexicon): Texts {
  const whole = normalise(text);
  const bare = withoutSuffix(whole, lexicon);
  const words = text.trim().split(/\s+/).map(normalise);
  return { whole: bare === null ? [whole] : [whole, bare], words: words.length > 1 ? words : [] };
}

/** How near a spelling comes to the texts; 0 where it doesn't count. A brand that may be claimed must begin as it does. */
function nearness(spelling: string, isClaimable: boolean, texts: Texts, lexicon: Lexicon): number {
  if (spelling.length <= lexicon.exactUpTo) return texts.whole.includes(spelling) ? 1 : 0;
  const minPart = isClaimable ? lexicon.minBrandWindowSimilarity : lexicon.minWindowSimilarity;
  const whole = texts.whole
    .filter((text) => !isClaimable || beginsLike(text, spelling))
    .map((text) => similarity(text, spelling));
  const parts = texts.words.map((word) => similarity(word, spelling));
  if (spelling.length >= minWindowLetters) {
    parts.push(...texts.whole.filter((t) => t.length > spelling.length).map((t) => windowSimilarity(spelling, t)));
  }
  return Math.max(0, ...whole, ...parts.filter((value) => value >= minPart));
}

function nearestSpelling(entry: LexiconEntry, texts: Texts, lexicon: Lexicon): Match {
  const scored = entry.spellings.map((spelling) => ({
    spelling,
    value: nearness(spelling, entry.brand !== null, texts, lexicon),
  }));
  const best = scored.reduce((a, b) => (b.value > a.value ? b : a));
  const { name, brand } = entry;
  const lineage = lineageOf(name, lexicon);
  return { kind: 'name', name, brand, lineage, similarity: best.value, spelling: best.spelling };
}

/** A model number must follow its pattern letter for letter: no look-alikes, and the digits after the prefix. */
function matchModelNumber(text: string, lexicon: Lexicon): Match | null {
  for (const part of [text, ...text.trim().split(/\s+/)].map(normalise)) {
    for (const { name, brand, prefixes } of lexicon.modelNumbers) {
      const prefix = prefixes.find((candidate) => part.startsWith(candidate));
      if (prefix === undefined || part.length < lexicon.minModelNumberLength) continue;
      if (!/\d/.test(part.slice(prefix.length))) continue;
      return { kind: 'model-number', name, brand, lineage: lineageOf(name, lexicon), similarity: 1, spelling: prefix };
    }
  }
  return null;
}

/**
 * The maker's name that a text comes nearest to, or null when it comes near to none or to two.
 *
 * - Every name takes part, the look-alikes and the plain words too. The nearest one decides: a text nearest to KBVISION
 *   is KBVISION or nothing, a text nearest to a plain word ('TECHNOLOGY', 'VISION') is nothing.
 * - The nearest name must reach `minSimilarity`, and lead the nearest name of any other brand by `minLead`.
 * - Spellings of at most `exactUpTo` letters must be the whole text to the letter.
 * - A name inside a longer text must reach `minWindowSimilarity`, and a brand that may be claimed
 *   `minBrandWindowSimilarity`; its first letter must be right or cut off: THINKVISION isn't HIKVISION.
 */
export function matchLexicon(text: string, lexicon: Lexicon): Match | null {
  const texts = textsOf(text, lexicon);
  const matches = lexicon.entries.map((entry) => nearestSpelling(entry, texts, lexicon));
  const best = matches.reduce((a, b) => (b.similarity > a.similarity ? b : a));
  const rival = Math.max(0, ...matches.filter((one) => one.brand !== best.brand).map((one) => one.similarity));
  const plain = Math.max(0, ...lexicon.words.map((word) => similarity(texts.whole[0] ?? '', word)));
  const named = best.similarity >= lexicon.minSimilarity && best.similarity - rival >= lexicon.minLead;
  if (named && best.similarity > plain) return best;
  return matchModelNumber(text, lexicon);
}

/**
 * How much less likely than the likeliest letters a word may be and still decide something: a name has a mean of
 * `minSupport` a letter at least, and what it must beat is less likely by `minSupportOdds` at most. A little for rounding.
 */
function reachOf(spellings: readonly string[], { minSupport, minSupportOdds }: Lexicon): number {
  const longest = Math.max(...spellings.map(({ length }) => length));
  return 0.01 + Math.log(minSupportOdds) - longest * Math.log(minSupport);
}

/**
 * A second look at a line whose likeliest letters spell no name: the name that explains the reader's output best,
 * or null. It must do so nearly as well as the likeliest letters do (`minSupport`), and much better than any name of
 * another brand and any plain word does (`minSupportOdds`). Short spellings explain too much and don't take part.
 * `similarity` of the match is the support.
 */
export function spotLexicon(steps: Steps, lexicon: Lexicon): Match | null {
  const isLong = (spelling: string): boolean => spelling.length > lexicon.exactUpTo;
  const names = lexicon.entries.flatMap((entry) =>
    entry.spellings.filter(isLong).map((spelling) => ({ ...entry, spelling })),
  );
  const words = lexicon.words.filter(isLong);
  const spellings = [...names.map((one) => one.spelling), ...words];
  const supports = supportOf(steps, spellings, reachOf(spellings, lexicon));
  const scored = names.map((one, i) => ({ ...one, ...(supports[i] ?? { log: -Infinity, support: 0 }) }));
  const best = scored.reduce((a, b) => (b.log > a.log ? b : a));
  const rivals = [...scored.filter((one) => one.brand !== best.brand), ...supports.slice(names.length)];
  const rival = Math.max(-Infinity, ...rivals.map((one) => one.log));
  if (best.support < lexicon.minSupport || best.log - rival < Math.log(lexicon.minSupportOdds)) return null;
  const { name, brand, support, spelling } = best;
  return { kind: 'name', name, brand, lineage: lineageOf(name, lexicon), similarity: support, spelling };
}
