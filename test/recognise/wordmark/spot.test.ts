import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestPath, foldSteps, supportOf } from '../../../src/recognise/wordmark/spot.js';

const alphabet = 'ABHKabhk -';
const classes = alphabet.length + 1;

/** One row a step: characters ('' is the blank) with their probabilities. */
function output(steps: readonly Readonly<Record<string, number>>[]): Float32Array {
  const data = new Float32Array(steps.length * classes);
  steps.forEach((step, i) => {
    for (const [character, p] of Object.entries(step)) data[i * classes + alphabet.indexOf(character || '?') + 1] = p;
  });
  return data;
}

const support = (steps: readonly Readonly<Record<string, number>>[], word: string): number =>
  supportOf(foldSteps(output(steps), alphabet), [word])[0]?.support ?? NaN;

describe('supportOf', () => {
  it('is 1 for the word that the likeliest path spells, in capitals, small letters or both', () => {
    expect(support([{ H: 0.9 }, { '': 1 }, { a: 0.6, A: 0.3 }, { b: 0.8 }], 'HAB')).toBeCloseTo(1);
  });

  it('is the mean ratio by letter where another letter came first', () => {
    // A at 0.2 where K has 0.8: a quarter, the root over two letters.
    expect(support([{ H: 1 }, { K: 0.8, A: 0.2 }], 'HA')).toBeCloseTo(Math.sqrt(0.25));
  });

  it('adds capital and small letter before it compares', () => {
    expect(support([{ A: 0.3, a: 0.3, B: 0.4 }], 'A')).toBeCloseTo(1);
  });

  it('takes marks and spaces for blanks', () => {
    expect(support([{ H: 1 }, { '-': 0.5, ' ': 0.5 }, { A: 1 }], 'HA')).toBeCloseTo(1);
  });

  it('needs a blank between two equal letters', () => {
    expect(support([{ A: 1 }, { '': 1 }, { A: 1 }], 'AA')).toBeCloseTo(1);
    expect(support([{ A: 1 }, { A: 1 }, { A: 1 }], 'AA')).toBeLessThan(0.01);
  });

  it('is 0 without steps, with too few of them, and for no word', () => {
    expect(support([], 'A')).toBe(0);
    expect(support([{ A: 1 }], 'AB')).toBe(0);
    expect(support([{ '': 1 }], '')).toBe(0);
  });

  it('gives the words in their order, with the log probability of each', () => {
    const steps = foldSteps(output([{ H: 1 }, { K: 0.8, A: 0.2 }]), alphabet);
    const [hk, ha] = supportOf(steps, ['HK', 'HA']);
    expect(hk?.log).toBeCloseTo(Math.log(0.8));
    expect(ha?.log).toBeCloseTo(Math.log(0.2));
  });

  it('stays within 0..1 and never beats the word of the likeliest path', () => {
    const step = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: classes, maxLength: classes });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.stringMatching(/^[ABHK]{1,4}$/), (rows, word) => {
        const data = Float32Array.from(rows.flatMap((row) => row.map((p) => p / row.reduce((a, b) => a + b, 0))));
        const value = supportOf(foldSteps(data, alphabet), [word])[0]?.support;
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('finds within reach what it finds without, and leaves aside only what is out of it', () => {
    const step = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: classes, maxLength: classes });
    const words = fc.array(fc.stringMatching(/^[ABHK]{1,4}$/), { minLength: 1, maxLength: 5 });
    const reach = fc.double({ min: 0, max: 12, noNaN: true });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), words, reach, (rows, given, within) => {
        const data = Float32Array.from(rows.flatMap((row) => row.map((p) => p / row.reduce((a, b) => a + b, 0))));
        const steps = foldSteps(data, alphabet);
        const best = bestPath(steps);
        const all = supportOf(steps, given);
        supportOf(steps, given, within).forEach((one, i) => {
          if (one.log === -Infinity) expect(all[i]?.log).toBeLessThan(best - within + 1e-9);
          else expect(one).toEqual(all[i]);
        });
      }),
    );
  });

  it('leaves aside a word with a letter that nothing speaks for', () => {
    const steps = foldSteps(output([{ H: 1 }, { K: 0.8, A: 0.2 }]), alphabet);
    const [hb, ha] = supportOf(steps, ['HB', 'HA'], 5);
    expect(hb).toEqual({ log: -Infinity, support: 0 });
    expect(ha?.log).toBeCloseTo(Math.log(0.2));
  });
});
