/** The only importer of onnxruntime-node: bytes of a model in, a function from tensor to tensors out. */
import './no-telemetry.js';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { WhosecamError } from '../errors.js';

/** A dense float32 tensor, row-major. */
export interface TensorData {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Name, element type and shape of an input or output; a dimension that may vary is a word or -1. */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

/** A model that is ready to run. */
export interface Session {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /**
   * Runs the model; outputs in graph order. Blocks this thread until it is done, whatever the promise suggests.
   * @throws WhosecamError `internal` when the shape doesn't fit or the runtime fails.
   */
  readonly run: (input: TensorData) => Promise<TensorData[]>;
  /** Gives the model's memory back; the session must not be used afterwards. */
  readonly release: () => Promise<void>;
}

/** The one output of a model that has one. Errors: `internal` when there is none. */
export function onlyOutput([output]: readonly TensorData[]): TensorData {
  if (!output) throw new WhosecamError('internal', 'Expected an output of the model; received none');
  return output;
}

/** The output of a model that has this name. Errors: `internal` when there is none. */
export function outputNamed(session: Pick<Session, 'outputs'>, given: readonly TensorData[], name: string): TensorData {
  const output = given[session.outputs.findIndex((port) => port.name === name)];
  if (!output) throw new WhosecamError('internal', `Expected an output ${name} of the model; received none`);
  return output;
}

/** Threads of one run. */
export interface SessionOptions {
  readonly threads: number;
}

function optionsFor({ threads }: SessionOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Memory that goes back down is worth more here than the millisecond or two that these save.
    enableCpuMemArena: false,
    enableMemPattern: false,
    // Errors only: warnings about a model's graph are of no use to who runs it.
    logSeverityLevel: 3,
    // Idle threads would otherwise keep a core busy for a while after every run.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}

const toPort = (metadata: InferenceSession.ValueMetadata): Port => ({
  name: metadata.name,
  type: metadata.isTensor ? metadata.type : 'not a tensor',
  dims: metadata.isTensor ? metadata.shape : [],
});

const isFloatTensor = (port: Port): boolean => port.type === 'float32';

/** True when every fixed dimension is as it should be. */
function fits(port: Port, dims: readonly number[]): boolean {
  if (port.dims.length !== dims.length) return false;
  return port.dims.every((want, i) => typeof want !== 'number' || want < 0 || want === dims[i]);
}

async function run(session: InferenceSession, port: Port, input: TensorData): Promise<TensorData[]> {
  if (!fits(port, input.dims)) {
    throw new WhosecamError('internal', `Expected [${port.dims.join(', ')}]; received [${input.dims.join(', ')}]`);
  }
  const tensor = new Tensor('float32', input.data, input.dims);
  const results = await session.run({ [port.name]: tensor });
  return session.outputNames.map((name) => {
    const result = results[name];
    if (!(result?.data instanceof Float32Array)) throw new WhosecamError('internal', `Expected float32 in ${name}`);
    return { data: result.data, dims: result.dims };
  });
}

/**
 * Opens a model with one float32 input and float32 outputs.
 * @throws WhosecamError `model-altered` when the runtime can't read it or its ports aren't so.
 */
export async function openSession(bytes: Uint8Array, options: SessionOptions): Promise<Session> {
  const session = await InferenceSession.create(bytes, optionsFor(options)).catch((cause: unknown) => {
    throw new WhosecamError('model-altered', 'Expected an ONNX model; the runtime could not read it', { cause });
  });
  const inputs = session.inputMetadata.map(toPort);
  const outputs = session.outputMetadata.map(toPort);
  const [input, ...more] = inputs;
  if (!input || more.length > 0 || ![...inputs, ...outputs].every(isFloatTensor)) {
    await session.release();
    throw new WhosecamError('model-altered', 'Expected one float32 input and float32 outputs');
  }
  return {
    inputs,
    outputs,
    run: async (given) => {
      try {
        return await run(session, input, given);
      } catch (cause) {
        if (cause instanceof WhosecamError) throw cause;
        throw new WhosecamError('internal', 'Expected the model to run; the runtime failed', { cause });
      }
    },
    release: () => session.release(),
  };
}
