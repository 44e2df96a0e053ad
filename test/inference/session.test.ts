import { expect, it } from 'vitest';
import { openSession } from '../../src/inference/session.js';
import { codeOf } from '../support/errors.js';
import { int64, onnxModel } from '../support/onnx.js';

const x = { name: 'x', dims: [1, null] };

/** Twice x under the name 'zebra' first, x + x + x under 'ant' second: graph order isn't alphabetical order. */
const twoOutputs = onnxModel({
  nodes: [
    { op: 'Add', inputs: ['x', 'x'], outputs: ['zebra'] },
    { op: 'Add', inputs: ['zebra', 'x'], outputs: ['ant'] },
  ],
  inputs: [x],
  outputs: [
    { name: 'zebra', dims: [1, null] },
    { name: 'ant', dims: [1, null] },
  ],
});

it('runs a model and gives its outputs in graph order', async () => {
  const session = await openSession(twoOutputs, { threads: 1 });
  const [double, triple, ...more] = await session.run({ data: Float32Array.of(1, -2, 0.5), dims: [1, 3] });
  expect(double).toEqual({ data: Float32Array.of(2, -4, 1), dims: [1, 3] });
  expect(triple).toEqual({ data: Float32Array.of(3, -6, 1.5), dims: [1, 3] });
  expect(more).toEqual([]);
  await session.release();
});

it('tells names, types and shapes', async () => {
  const session = await openSession(twoOutputs, { threads: 1 });
  expect(session.inputs).toEqual([{ name: 'x', type: 'float32', dims: [1, 'd1'] }]);
  expect(session.outputs.map(({ name }) => name)).toEqual(['zebra', 'ant']);
  await session.release();
});

it.each([
  { what: 'a fixed dimension that differs', input: { data: new Float32Array(4), dims: [2, 2] } },
  { what: 'another number of dimensions', input: { data: new Float32Array(4), dims: [4] } },
  { what: 'less data than the shape says', input: { data: new Float32Array(3), dims: [1, 4] } },
])('refuses $what', async ({ input }) => {
  const session = await openSession(twoOutputs, { threads: 1 });
  expect(await codeOf(session.run(input))).toBe('internal');
  await session.release();
});

it.each(['/etc/hostname', '../LICENSE', 'LICENSE', 'package.json'])(
  'refuses a model whose weights lie elsewhere: it reads no file %s',
  async (location) => {
    const w = { name: 'w', dims: [4] };
    const model = onnxModel({
      externals: [{ name: 'w', length: 4, location }],
      nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      inputs: [{ ...w, name: 'x' }],
      outputs: [{ ...w, name: 'y' }],
    });
    expect(await codeOf(openSession(model, { threads: 1 }))).toBe('model-altered');
  },
);

it.each([
  { what: 'no bytes', bytes: new Uint8Array(0) },
  { what: 'text', bytes: new TextEncoder().encode('not a model') },
  { what: 'half a model', bytes: twoOutputs.subarray(0, twoOutputs.length / 2) },
  {
    what: 'two inputs',
    bytes: onnxModel({
      nodes: [{ op: 'Add', inputs: ['x', 'y'], outputs: ['z'] }],
      inputs: [x, { name: 'y', dims: [1, null] }],
      outputs: [{ name: 'z', dims: [1, null] }],
    }),
  },
  {
    what: 'an input of whole numbers',
    bytes: onnxModel({
      nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['z'] }],
      inputs: [{ ...x, type: int64 }],
      outputs: [{ name: 'z', dims: [1, null], type: int64 }],
    }),
  },
])('refuses to open $what', async ({ bytes }) => {
  expect(await codeOf(openSession(bytes, { threads: 1 }))).toBe('model-altered');
});
