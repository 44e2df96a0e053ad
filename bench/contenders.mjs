/** Ways to get the same models over the same photos; each takes a photo's index and resolves when it's through. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import sharp from 'sharp';
// The built modules first: they turn the runtime's telemetry off.
import { openEngine } from '../dist/cli/engine.js';
import { readConfig } from '../dist/config.js';
import { InferenceSession, Tensor } from 'onnxruntime-node';

export const cores = availableParallelism();
export const modelNames = ['detector', 'housing', 'textDetector', 'textReader'];

/** The longest side that the pipeline ever looks at. */
const floorSide = 1248;

/** As src/inference/session.ts opens them, so that the floor stands on the same ground. */
const asWhosecam = {
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  enableCpuMemArena: false,
  enableMemPattern: false,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

async function openAll(files, options) {
  const sessions = {};
  for (const name of modelNames) sessions[name] = await InferenceSession.create(readFileSync(files[name]), options);
  return sessions;
}

const run = (session, data, dims) => session.run({ [session.inputNames[0]]: new Tensor('float32', data, dims) });

/** Decoding with shrink-on-load, and the models alone: nothing that does this work can be faster. */
export async function floor({ files, photos, plans }) {
  const sessions = await openAll(files, asWhosecam);
  const ready = new Map();
  const tensorOf = (dims) => {
    const key = dims.join();
    if (!ready.has(key))
      ready.set(
        key,
        Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => (i * 37) % 256),
      );
    return ready.get(key);
  };
  return async (i) => {
    await sharp(photos[i]).resize(floorSide, floorSide, { fit: 'inside' }).raw().toBuffer();
    for (const { model, dims } of plans[i]) await run(sessions[model], tensorOf(dims), dims);
  };
}

/** The same without a thought: defaults everywhere, all on the main thread. */
export async function plain({ files, photos, plans }) {
  const sessions = await openAll(files, {});
  return async (i) => {
    const { data, info } = await sharp(photos[i])
      .autoOrient()
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const whole = { left: 0, top: 0, width, height };
    const part = { left: width >> 2, top: height >> 2, width: width >> 1, height: height >> 1 };
    for (const { model, dims } of plans[i]) {
      const crop = await sharp(data, { raw: { width, height, channels: 3 } })
        .extract(model === 'detector' ? whole : part)
        .resize(dims[3], dims[2], { fit: 'fill', kernel: 'linear' })
        .raw()
        .toBuffer();
      const plane = dims[2] * dims[3];
      const tensor = new Float32Array(3 * plane);
      for (let p = 0; p < plane; p++) for (let c = 0; c < 3; c++) tensor[c * plane + p] = crop[p * 3 + c];
      await run(sessions[model], tensor, dims);
    }
  };
}

/** The real pool; also gives its `close`. */
export async function whosecam({ photos, workers }) {
  const config = readConfig({ workers, threads: 1, timeoutMs: 600_000 });
  const { pool } = await openEngine(config, photos.length);
  const recognise = async (i) => void (await pool.recognise(Uint8Array.from(photos[i])));
  return { recognise, close: () => pool.close() };
}

/** Python in a process of its own; resolves to its own times. */
export async function python({ files, photos, plans, interpreter }) {
  const script = path.join(import.meta.dirname, 'pipeline.py');
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
  const child = spawn(interpreter, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (words) => {
    child.stdin.write(`${JSON.stringify(words)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`Expected an answer of ${interpreter}; it ended`);
    return JSON.parse(value);
  };
  const { onnxruntime } = await ask({ models: files });
  return {
    version: onnxruntime,
    recognise: (i) => ask({ photo: Buffer.from(photos[i]).toString('base64'), runs: plans[i] }),
    close: () => child.stdin.end(),
  };
}
