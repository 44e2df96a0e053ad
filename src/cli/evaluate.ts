/** whosecam evaluate: how good are the answers on labelled pictures. */
import { appendFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Argument, Command, Option } from 'commander';
import { type ConfigFlags, readBatchConfig } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import { recordedBy } from '../inference/record-photo.js';
import { metricsOf } from '../metrics/metrics.js';
import type { Sample } from '../metrics/sample.js';
import { type Labelled, readManifest } from '../survey/manifest.js';
import { survey } from '../survey/run.js';
import { type Engine, type OpenEngine, withEngineOptions } from './engine.js';
import { evaluateReview } from './evaluate-review.js';
import { type Action, complainTo, type Io } from './io.js';
import { metricsText } from './metrics-text.js';

/** Flags of the command. */
export interface EvaluateFlags extends ConfigFlags {
  readonly split: string;
  readonly out?: string;
  readonly records?: string;
  readonly review?: string;
}

const examples = `
Examples:
  whosecam evaluate data/manifest.jsonl
  whosecam evaluate data/manifest.jsonl --split validation --out metrics.json --records records.jsonl
  whosecam evaluate town-hall.jsonl --review town-hall.review.jsonl

With --review it's a run that is named: the answers in it are held against what a person said ("whosecam review").
The manifest holds one JSON object a line: id, image (relative to the manifest), split, brand, family, form, scene,
origin, source, wordmarkLegible, markOn, boxes. Rows without an image are skipped.`;

/** The command's arguments, options and help. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('measure the answers on labelled pictures, by slice, with 95 % intervals')
    .addArgument(new Argument('<manifest.jsonl>', 'the labelled manifest; with --review: the run'))
    .addOption(new Option('--split <name>', 'which rows').default('test'))
    .addOption(new Option('--review <run.review.jsonl>', "hold a run's answers against a person's verdicts"))
    .addOption(new Option('--out <metrics.json>', 'write all figures there'))
    .addOption(new Option('--records <records.jsonl>', 'write the records there'))
    .addHelpText('after', examples);
  return withEngineOptions(command);
}

/** Errors: `bad-request` for a manifest that can't be read or has no such rows; the model's. */
export function evaluateWith(openEngine: OpenEngine): Action<[manifest: string, flags: EvaluateFlags]> {
  return async (io, manifest, flags) => {
    const { review, out } = flags;
    if (review !== undefined) return evaluateReview(io, manifest, { review, out });
    const config = readBatchConfig(flags);
    const labelled = await readManifest(manifest, flags.split);
    if (labelled.length === 0) {
      throw new WhosecamError('bad-request', `Expected pictures of the split ${flags.split}; received none`);
    }
    await expectWritable([flags.out, flags.records]);
    const ahead = 2 * config.workers;
    const engine = await openEngine(config, ahead);
    try {
      const samples = await answered(io, labelled, engine, { ahead, maxBytes: config.maxBytes });
      if (io.signal.aborted) return exitCodes.interrupted;
      const metrics = { model: engine.model, split: flags.split, ...metricsOf(samples) };
      io.stdout.write(metricsText(metrics));
      if (flags.out !== undefined) await writeFile(flags.out, `${JSON.stringify(metrics, null, 2)}\n`);
      if (flags.records !== undefined) {
        await writeFile(flags.records, samples.map(({ record }) => `${JSON.stringify(record)}\n`).join(''));
      }
      return samples.some(({ record }) => record.status === 'failed') ? exitCodes.someFailed : exitCodes.ok;
    } finally {
      await engine.pool.close();
    }
  };
}

/** Said before the run, not after it. Errors: `bad-request` for a file that can't be written. */
async function expectWritable(files: readonly (string | undefined)[]): Promise<void> {
  for (const file of files) {
    if (file === undefined) continue;
    await appendFile(file, '').catch((cause: unknown) => {
      throw new WhosecamError('bad-request', `Expected to write ${basename(file)}; it can't be written`, { cause });
    });
  }
}

async function answered(
  io: Io,
  labelled: readonly Labelled[],
  { pool, model }: Engine,
  limits: { readonly ahead: number; readonly maxBytes: number },
): Promise<Sample[]> {
  const bar =
    io.stderr.isTTY === true
      ? new SingleBar({ stream: io.stderr, format: '{bar} {value}/{total} pictures, {eta_formatted} left' })
      : undefined;
  bar?.start(labelled.length, 0);
  const samples: Sample[] = [];
  for await (const record of survey(labelled, {
    record: recordedBy(pool),
    model,
    signal: io.signal,
    onInternal: complainTo(io),
    ...limits,
  })) {
    const row = labelled[samples.length]?.row;
    if (row) samples.push({ row, record });
    bar?.increment();
  }
  bar?.stop();
  return samples;
}
