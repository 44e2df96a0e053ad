import { describe, expect, it } from 'vitest';
import type { Lexicon } from '../../../src/bundle/schema.js';
import type { Match } from '../../../src/recognise/wordmark/lexicon.js';
import { lookOf, nameOf } from '../../../src/recognise/wordmark/look.js';
import { tinyFacts } from '../../support/bundle.js';

const names = ['hikvision', 'kbvision'];
const lexicon: Lexicon = {
  ...tinyFacts.lexicon,
  minScore: 0.3,
  minScoreLead: 0.15,
  entries: [
    { name: 'hikvision', spellings: ['HIKVISION'], brand: 'hikvision' },
    { name: 'kbvision', spellings: ['KBVISION'], brand: null },
    { name: 'rare', spellings: ['RARE'], brand: null },
  ],
};
const spelling = (name: string, similarity = 1): Match => ({
  kind: 'name',
  name,
  brand: name === 'hikvision' ? 'hikvision' : null,
  lineage: null,
  similarity,
  spelling: name.toUpperCase(),
});

describe('the look of a line', () => {
  it('is its likeliest name, past no text and other text', () => {
    expect(lookOf([0.5, 0.2, 0.1, 0.2], names)).toEqual({ name: 'kbvision', probability: 0.2, blank: 0.5 });
  });
});

describe('the name of a line', () => {
  const at = (match: Match | null, confidence: number, name: string, probability: number) =>
    nameOf({ match, confidence }, { name, probability, blank: 0 }, names, lexicon);

  it('scores the mean of letters and look where both say it', () => {
    expect(at(spelling('hikvision', 0.8), 1, 'hikvision', 0.6)).toMatchObject({ name: 'hikvision', score: 0.7 });
  });

  it('scores half of what one witness says alone', () => {
    expect(at(null, 0, 'hikvision', 0.9)).toMatchObject({ name: 'hikvision', brand: 'hikvision', score: 0.45 });
    expect(at(spelling('hikvision'), 0.9, 'kbvision', 0.1)).toMatchObject({ name: 'hikvision', score: 0.45 });
  });

  it('scores the letters alone for a name without a class', () => {
    expect(at(spelling('rare'), 0.9, 'kbvision', 0.1)).toMatchObject({ name: 'rare', score: 0.9 });
  });

  it('is nobody below the least score', () => {
    expect(at(null, 0, 'hikvision', 0.62)?.score).toBe(0.31);
    expect(at(null, 0, 'hikvision', 0.58)).toBeNull();
  });

  it('is nobody when letters and look name two makers about as well', () => {
    expect(at(spelling('kbvision'), 0.9, 'hikvision', 0.7)).toBeNull();
    expect(at(spelling('kbvision'), 0.9, 'hikvision', 0.5)).toMatchObject({ name: 'kbvision' });
  });

  it('is a model number as the letters have it', () => {
    const number: Match = { ...spelling('rare'), kind: 'model-number' };
    expect(at(number, 0.7, 'hikvision', 1)).toMatchObject({ kind: 'model-number', score: 0.7 });
  });
});
