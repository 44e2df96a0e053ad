/** whosecam verify: is this the model that was released, and does it answer here as it did there. */
import { Command } from 'commander';
import { firstDifference, type GoldenVector, type ObservedVector } from '../bundle/golden.js';
import { loadBundle, type LoadedBundle } from '../bundle/load.js';
import type { ModelName } from '../bundle/schema.js';
import { type Ports, shapeProblems } from '../bundle/shapes.js';
import { type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, toWhosecamError, type WhosecamError } from '../errors.js';
import { option } from './engine.js';
import type { Action, Io } from './io.js';

/** Runs one golden vector's picture through its model, the way a photo goes. */
export type TraceVector = (loaded: LoadedBundle, vector: GoldenVector) => Promise<ObservedVector>;

/** The command's options and help. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description("check the model: its files' hashes, its shapes, its golden vectors")
    .addOption(option('model', '--model <folder>', 'folder of the model bundle (default: the one that comes with it)'))
    .addHelpText('after', '\nExamples:\n  whosecam verify\n  whosecam verify --model models/whosecam-1');
}

/**
 * The command's work, given a way to trace golden vectors; without one it can't say that the model is as released.
 * Codes: 0 when nothing differs, 1 when something does (an altered file, too), 3 when the model is missing.
 */
export function verifyWith(trace: TraceVector | undefined): Action<[flags: ConfigFlags]> {
  return async (io, flags) => {
    const config = readConfig(flags);
    const loaded = await loadBundle(config.model).catch((thrown: unknown) => toWhosecamError(thrown));
    if ('code' in loaded) return refuse(io, loaded);
    report(io, 'hashes', []);
    const shapes = await problemsOf(() => shapesThatDiffer(loaded, config.threads));
    report(io, 'shapes', shapes);
    const golden = await problemsOf(() => vectorsThatDiffer(loaded, trace));
    report(io, `golden vectors (${loaded.golden.vectors.length})`, golden);
    return shapes.length + golden.length > 0 ? exitCodes.someFailed : exitCodes.ok;
  };
}

function refuse(io: Io, error: WhosecamError): number {
  report(io, 'hashes', [error.message]);
  return error.code === 'model-missing' ? exitCodes.model : exitCodes.someFailed;
}

function report(io: Io, name: string, problems: readonly string[]): void {
  io.stdout.write(`${name}: ${problems.length === 0 ? 'as released' : 'DIFFERENT'}\n`);
  for (const problem of problems) io.stdout.write(`  ${problem}\n`);
}

/** What a check finds, or its own failure as the one thing found. */
async function problemsOf(check: () => Promise<string[]>): Promise<string[]> {
  return check().catch((thrown: unknown) => [toWhosecamError(thrown).message]);
}

async function shapesThatDiffer({ bundle, bytes }: LoadedBundle, threads: number): Promise<string[]> {
  const { openSession } = await import('../inference/session.js');
  const portsOf = async (name: ModelName): Promise<Ports> => {
    const { inputs, outputs, release } = await openSession(bytes[name], { threads });
    await release();
    return { inputs, outputs };
  };
  return shapeProblems(bundle, {
    detector: await portsOf('detector'),
    housing: await portsOf('housing'),
    textDetector: await portsOf('textDetector'),
    textReader: await portsOf('textReader'),
  });
}

async function vectorsThatDiffer(loaded: LoadedBundle, trace: TraceVector | undefined): Promise<string[]> {
  const { vectors, tolerance } = loaded.golden;
  if (!trace) return ['Expected a comparison; none was made'];
  if (vectors.length === 0) return ['Expected golden vectors; the bundle has none'];
  const problems: string[] = [];
  for (const vector of vectors) {
    const difference = firstDifference(vector, await trace(loaded, vector), tolerance);
    if (difference !== null) problems.push(difference);
  }
  return problems;
}
