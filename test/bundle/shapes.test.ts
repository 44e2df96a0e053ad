import { expect, it } from 'vitest';
import { type Ports, shapeProblems } from '../../src/bundle/shapes.js';
import { tinyFacts } from '../support/bundle.js';

type Dims = readonly (number | string)[];
const file = { path: 'x', sha256: '0'.repeat(64), bytes: 1 };
const files = { detector: file, housing: file, textDetector: file, textReader: file, golden: file };
const bundle = { ...tinyFacts, files };
const ports = (input: Dims, output: Dims): Ports => ({
  inputs: [{ name: 'in', type: 'float32', dims: input }],
  outputs: [{ name: 'out', type: 'float32', dims: output }],
});

const fitting = {
  detector: ports([1, 3, 32, 32], [1, 21, 5]),
  housing: ports(['batch', 3, 32, 32], ['batch', 4]),
  textDetector: ports([-1, 3, -1, -1], [-1, 1, -1, -1]),
  textReader: ports([1, 3, 48, 'width'], [1, 'steps', 3]),
};

it('finds nothing when shapes fit, open dimensions among them', () => {
  expect(shapeProblems(bundle, fitting)).toEqual([]);
});

it.each([
  {
    change: { detector: ports([1, 3, 32, 64], [1, 21, 5]) },
    says: 'detector input: expected any x 3 x 32 x 32, received 1 x 3 x 32 x 64',
  },
  { change: { housing: ports([1, 3, 32, 32], [1, 5]) }, says: 'housing output: expected any x 4, received 1 x 5' },
  {
    change: { textDetector: ports([1, 1, 32, 32], [1, 1, 32, 32]) },
    says: 'textDetector input: expected any x 3 x any x any, received 1 x 1 x 32 x 32',
  },
  {
    change: { textReader: ports([1, 3, 48, 320], [1, 40, 97]) },
    says: 'textReader output: expected any x any x 3, received 1 x 40 x 97',
  },
  {
    change: { detector: { ...fitting.detector, inputs: [] } },
    says: 'detector input: expected any x 3 x 32 x 32, received none',
  },
])('says what differs: $says', ({ change, says }) => {
  expect(shapeProblems(bundle, { ...fitting, ...change })).toEqual([says]);
});
