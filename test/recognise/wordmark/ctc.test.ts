import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCtc } from '../../../src/recognise/wordmark/ctc.js';

const alphabet = 'ABC ';

/** Steps as [class, probability]; the rest of the probability is shared out evenly. */
function output(steps: readonly (readonly [number, number])[]): Float32Array {
  const classes = alphabet.length + 1;
  return Float32Array.from(
    steps.flatMap(([best, p]) => Array.from({ length: classes }, (_, i) => (i === best ? p : (1 - p) / (classes - 1)))),
  );
}

describe('decodeCtc', () => {
  it('merges repeats, drops blanks and keeps a letter that a blank has parted', () => {
    const steps = [0, 1, 1, 0, 1, 2, 2, 0, 4, 3].map((best) => [best, 1] as const);
    expect(decodeCtc(output(steps), alphabet).text).toBe('AAB C');
  });

  it('gives the mean and the minimum over the kept steps only', () => {
    const reading = decodeCtc(
      output([
        [1, 0.9],
        [1, 0.5],
        [0, 0.99],
        [2, 0.6],
      ]),
      alphabet,
    );
    expect(reading.text).toBe('AB');
    expect(reading.confidence).toBeCloseTo(0.75, 6);
    expect(reading.minimum).toBeCloseTo(0.6, 6);
  });

  it('reads nothing, with confidence 0, from blanks and from no steps', () => {
    const nothing = { text: '', confidence: 0, minimum: 0 };
    expect(
      decodeCtc(
        output([
          [0, 1],
          [0, 0.9],
        ]),
        alphabet,
      ),
    ).toEqual(nothing);
    expect(decodeCtc(new Float32Array(0), alphabet)).toEqual(nothing);
  });

  it('refuses an output that does not fit the alphabet', () => {
    expect(() => decodeCtc(new Float32Array(7), alphabet)).toThrow(RangeError);
  });

  it('gives back any text that is written with a blank after each letter', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: alphabet.length })), (classes) => {
        const steps = classes.flatMap((best) => [[best, 0.8] as const, [0, 0.8] as const]);
        expect(decodeCtc(output(steps), alphabet).text).toBe(classes.map((i) => alphabet.charAt(i - 1)).join(''));
      }),
    );
  });
});
