/** How far two spellings are apart when a machine has read one of them. Pure. */

/** Characters that readers take for one another; swapping them costs little. */
const lookAlikes = ['0ODQ', '1IL', '5S', '8B', '2Z'] as const;

/** A look-alike is a quarter of a mistake: it is common, yet four of them aren't the same word any more. */
const lookAlikeCost = 0.25;

/** Upper case, letters and digits only. An '@' at the start is the round first letters of the dahua logo: 'A'. */
export function normalise(text: string): string {
  return text
    .trim()
    .toUpperCase()
    .replace(/^@/, 'A')
    .replace(/[^A-Z0-9]/g, '');
}

/** Whether two characters are the same or look alike. */
const looksLike = (a: string, b: string): boolean =>
  a === b || lookAlikes.some((group) => group.includes(a) && group.includes(b));

/** Whether a text begins as the spelling does (or as it looks), or is the spelling with its beginning cut off. */
export function beginsLike(text: string, spelling: string): boolean {
  return looksLike(text.charAt(0), spelling.charAt(0)) || spelling.endsWith(text);
}

function substitutionCost(a: string, b: string): number {
  if (a === b) return 0;
  return looksLike(a, b) ? lookAlikeCost : 1;
}

/** One more row of the edit distance's table (Wagner and Fischer 1974). */
function nextRow(row: readonly number[], character: string, text: string, first: number): number[] {
  const next = [first];
  for (let j = 1; j <= text.length; j++) {
    const substituted = (row[j - 1] ?? 0) + substitutionCost(character, text.charAt(j - 1));
    next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
  }
  return next;
}

/** Weighted edit distance: insertion and deletion 1, substitution 1 or a quarter for look-alikes. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) row = nextRow(row, a.charAt(i), b, i + 1);
  return row.at(-1) ?? 0;
}

/** 1 - distance / longer length, 0..1; both normalised. */
export function similarity(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 0 : 1 - editDistance(a, b) / longer;
}

/** Similarity of `spelling` to the stretch of `text` that comes nearest to it (Sellers 1980), 0..1. */
export function windowSimilarity(spelling: string, text: string): number {
  // A first row of zeros lets the stretch begin anywhere; the least of the last row lets it end anywhere.
  let row = Array.from({ length: text.length + 1 }, () => 0);
  for (let i = 0; i < spelling.length; i++) row = nextRow(row, spelling.charAt(i), text, i + 1);
  return spelling.length === 0 ? 0 : 1 - Math.min(...row) / spelling.length;
}
