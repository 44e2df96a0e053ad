/** whosecam merge: the parts of a survey as one run. */
import { Argument, Command, Option } from 'commander';
import { exitCodes } from '../errors.js';
import { mergeParts } from '../survey/merge.js';
import type { Action } from './io.js';
import { expectJsonlName } from './output-name.js';

/** Flags of the command. */
export interface MergeFlags {
  readonly output: string;
}

const examples = `
Examples:
  whosecam merge part-*.jsonl --output run.jsonl

Parts come from "classify --shard 3/16 --output part-03.jsonl", one for each share. Each has its .shard.json beside it, which
says that it's finished. A part that's missing, doubled, half done or of another model is an error, and nothing is written.`;

/** The command's arguments, options and help. */
export function mergeCommand(): Command {
  return new Command('merge')
    .description('put the parts of a survey together that several machines ran')
    .addArgument(new Argument('<parts...>', 'what "classify --shard" wrote'))
    .addOption(new Option('-o, --output <file.jsonl>', 'a new file').makeOptionMandatory())
    .addHelpText('after', examples);
}

/** Merges. Errors: `bad-request` for parts that don't make up a run; `disk-full`, `not-written`. */
export const merge: Action<[parts: string[], flags: MergeFlags]> = async (io, parts, { output }) => {
  expectJsonlName(output);
  const count = await mergeParts(parts, output);
  io.stderr.write(`${output}: ${count} photos of ${parts.length} parts\n`);
  return exitCodes.ok;
};
