import { expect, it } from 'vitest';
import { type Ports, shapeProblems } from '../../src/bundle/shapes.js';
import { tinyFacts } from '../support/bundle.js';

type Dims = readonly (number | string)[];
const file = { path: 'x', sha256: '0'.repeat(64), bytes: 1 };
const files = { detector: file, housing: file, textDetector: file, textReader: file, golden: file, gallery: file };
const bundle = { ...tinyFacts, files };
const ports = (input: Dims, output: Dims): Ports => ({
  inputs: [{ name: 'in', type: 'float32', dims: input }],
  outputs: [{ name: 'out', type: 'float32', dims: output }],
});
const several = (input: Dims, outputs: Readonly<Record<string, Dims>>): Ports => ({
  ...ports(input, []),
  outputs: Object.entries(outputs).map(([name, dims]) => ({ name, type: 'float32', dims })),
});
const housing = (outputs: Readonly<Record<string, Dims>>): Ports => several(['batch', 3, 32, 32], outputs);
const heads = { embedding: [1, 4], occlusion: [1, 1], camera: ['batch', 1], logits: ['batch', 4] };

const fitting = {
  detector: ports([1, 3, 32, 32], [1, 21, 5]),
  // By name: their order says nothing.
  housing: housing(heads),
  textDetector: ports([-1, 3, -1, -1], [-1, 1, -1, -1]),
  textReader: several([1, 3, 48, 320], { names: [1, 3], letters: [1, 'steps', 3] }),
};

it('finds nothing when shapes fit, open dimensions among them', () => {
  expect(shapeProblems(bundle, fitting)).toEqual([]);
});

it.each([
  {
    change: { detector: ports([1, 3, 32, 64], [1, 21, 5]) },
    says: 'detector input: expected any x 3 x 32 x 32, received 1 x 3 x 32 x 64',
  },
  {
    change: { housing: housing({ ...heads, logits: [1, 5] }) },
    says: 'housing logits: expected any x 4, received 1 x 5',
  },
  {
    change: { housing: housing({ ...heads, embedding: [1, 128] }) },
    says: 'housing embedding: expected any x 4, received 1 x 128',
  },
  {
    change: { housing: housing({ logits: [1, 4], camera: [1, 1], embedding: [1, 4] }) },
    says: 'housing occlusion: expected any x 1, received none',
  },
  {
    change: { textDetector: ports([1, 1, 32, 32], [1, 1, 32, 32]) },
    says: 'textDetector input: expected any x 3 x any x any, received 1 x 1 x 32 x 32',
  },
  {
    change: { textReader: several([1, 3, 48, 320], { names: [1, 3], letters: [1, 40, 97] }) },
    says: 'textReader letters: expected any x any x 3, received 1 x 40 x 97',
  },
  {
    change: { textReader: several([1, 3, 48, 320], { names: [1, 50], letters: [1, 40, 3] }) },
    says: 'textReader names: expected any x 3, received 1 x 50',
  },
  {
    change: { detector: { ...fitting.detector, inputs: [] } },
    says: 'detector input: expected any x 3 x 32 x 32, received none',
  },
])('says what differs: $says', ({ change, says }) => {
  expect(shapeProblems(bundle, { ...fitting, ...change })).toEqual([says]);
});
