import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Golden } from '../../src/bundle/golden.js';
import { type TraceVector, verifyWith } from '../../src/cli/verify.js';
import { noGolden, writeTinyBundle } from '../support/bundle.js';
import { collector, folderOf } from '../support/cli.js';

const golden: Golden = {
  ...noGolden,
  vectors: [
    {
      file: 'a.jpg',
      model: 'housing',
      dims: [1, 3],
      positions: [0, 2],
      tensorValues: [1, 3],
      outputs: [{ dims: [2], positions: [1], values: [0.5] }],
    },
  ],
};

/** Sees what the released model saw, the last output value off by `off`. */
const tracing =
  (off: number): TraceVector =>
  async () => ({
    tensor: { dims: [1, 3], data: [1, 2, 3] },
    outputs: [{ dims: [2], data: [0, 0.5 + off] }],
  });

async function verify(model: string, trace: TraceVector | undefined): Promise<{ code: number; text: string }> {
  const [stdout, stderr] = [collector(), collector()];
  const io = {
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdoutIsTerminal: false,
    signal: new AbortController().signal,
  };
  return { code: await verifyWith(trace)(io, { model }), text: stdout.text() };
}

it('passes hashes and golden vectors that are as released', async () => {
  const { text } = await verify(await writeTinyBundle(golden), tracing(0.0005));
  expect(text).toContain('hashes: as released\n');
  expect(text).toContain('golden vectors (1): as released\n');
});

it('ends with 1 when an output differs, and says where', async () => {
  const { code, text } = await verify(await writeTinyBundle(golden), tracing(0.002));
  expect(code).toBe(1);
  expect(text).toContain('golden vectors (1): DIFFERENT\n  housing on a.jpg: output 0: at 1');
});

it('ends with 1 when shapes do not fit the facts', async () => {
  const { code, text } = await verify(await writeTinyBundle(golden), tracing(0));
  expect(code).toBe(1);
  // The tiny bundle's models give back the picture: no output of theirs has a head's name.
  expect(text).toContain('housing logits: expected any x 4, received none');
});

it.each([
  { golden, trace: undefined },
  { golden: noGolden, trace: tracing(0) },
])('does not pass golden vectors that nobody compared', async ({ golden: vectors, trace }) => {
  const { text } = await verify(await writeTinyBundle(vectors), trace);
  expect(text).toMatch(/golden vectors \(\d\): DIFFERENT/);
});

it('ends with 1 for an altered file and with 3 for a missing one', async () => {
  const model = await writeTinyBundle(golden);
  await writeFile(path.join(model, 'housing.onnx'), 'altered');
  expect((await verify(model, tracing(0))).code).toBe(1);
  await rm(path.join(model, 'housing.onnx'));
  expect((await verify(model, tracing(0))).code).toBe(3);
  expect((await verify(await folderOf({}), tracing(0))).code).toBe(3);
});
