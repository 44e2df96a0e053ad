import { expect, it } from 'vitest';
import type { BoxPx } from '../../src/image/geometry.js';
import { oneCameraALine, type Observation } from '../../src/recognise/recognise.js';
import type { ReadLine } from '../../src/recognise/wordmark/read.js';

const known = { kind: 'name', brand: 'hikvision', lineage: null, similarity: 1, score: 1 } as const;
const corner = { x: 0, y: 0 };
const line = (box: BoxPx, name: string | null): ReadLine => ({
  text: name ?? '30 m',
  confidence: 1,
  box,
  quad: [corner, corner, corner, corner],
  look: { name: 'hikvision', probability: 1, blank: 0 },
  match: name === null ? null : { ...known, name, spelling: name },
});

function observation(box: BoxPx, lines: ReadLine[]): Observation {
  const probabilities = { hikvision: 1, dahua: 0, other: 0 };
  const heads = { cameraLogit: 9, occlusion: 0, embedding: Float32Array.of(1) };
  const housing = { logits: [], probabilities, quality: { blurPx: 0.5, light: 200 }, ...heads };
  const likeness = { taught: null, rebadges: { hikvision: -1, dahua: -1 } };
  return { box, score: 1, detection: 1, housing, likeness, lines };
}

const mark = { x: 40, y: 40, width: 20, height: 5 };
const small = { x: 30, y: 30, width: 40, height: 30 };
const large = { x: 0, y: 0, width: 100, height: 80 };
const linesOf = (observations: Observation[]): number[] =>
  oneCameraALine(observations).map(({ lines }) => lines.length);

it('gives a mark that two boxes hold to the smaller one, whatever their order', () => {
  const [one, other] = [observation(large, [line(mark, 'A')]), observation(small, [line(mark, 'A')])];
  expect(linesOf([one, other])).toEqual([0, 1]);
  expect(linesOf([other, one])).toEqual([1, 0]);
});

it('leaves each camera a mark of its own', () => {
  const own = { x: 5, y: 5, width: 20, height: 5 };
  expect(linesOf([observation(large, [line(own, 'A')]), observation(small, [line(mark, 'A')])])).toEqual([1, 1]);
});

it('leaves words that name nobody where they are', () => {
  expect(linesOf([observation(large, [line(mark, null)]), observation(small, [line(mark, null)])])).toEqual([1, 1]);
});
