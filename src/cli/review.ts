/** whosecam review: a person's word on a run. */
import { Argument, Command, Option } from 'commander';
import { loadBundle } from '../bundle/load.js';
import { otherMakersOf } from '../bundle/schema.js';
import { type Config, type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import { expectGuarded } from '../http/token.js';
import { openDesk } from '../survey/desk.js';
import { createPhotoFinder } from '../survey/photo-files.js';
import { openReview, reviewFileOf } from '../survey/review-file.js';
import { readRun } from '../survey/run-file.js';
import { option, withAddressOptions, withLimitOptions } from './engine.js';
import type { Action } from './io.js';
import { listenUntilStopped } from './listen.js';

/** Flags of the command. */
export interface ReviewFlags extends ConfigFlags {
  readonly photos?: string;
  readonly reviewer: string;
  readonly order: 'least-certain' | 'random';
  readonly seed?: string;
}

const examples = `
Examples:
  whosecam review town-hall.jsonl --reviewer Ada
  whosecam review town-hall.jsonl --photos /media/card/DCIM --reviewer Ada
  whosecam review town-hall.jsonl --order random --reviewer Ada

Open the address that it names. Verdicts are appended to town-hall.review.jsonl as they come; run it again to go on.
The least certain photos come first, so their errors say little about the others; --order random gives a fair sample for
"whosecam evaluate --review". WHOSECAM_TOKEN works as for "whosecam serve".`;

/** The command's arguments, options and help. */
export function reviewCommand(): Command {
  const command = new Command('review')
    .description("confirm or correct a run's answers in the browser, one key each")
    .addArgument(new Argument('<run.jsonl>', 'what "classify --output" wrote'))
    .addOption(new Option('--photos <folder>', 'where the photos are, if not where the run found them'))
    .addOption(new Option('--reviewer <name>', 'whose word it is, for the verdicts').default('unnamed'))
    .addOption(
      new Option('--order <order>', 'which photos first').choices(['least-certain', 'random']).default('least-certain'),
    )
    .addOption(new Option('--seed <n>', 'which random order; the same number gives the same order (default: 1)'))
    .addOption(option('rateLimit', '--rate-limit <n>', 'with a token: requests a minute of one client (default: 600)'))
    .addHelpText('after', examples);
  return withLimitOptions(withAddressOptions(command));
}

/** Serves the review until the signal aborts. Errors: `bad-request` for a run or review that can't be read; `bad-config`. */
export const review: Action<[run: string, flags: ReviewFlags]> = async (io, run, flags) => {
  const config = readConfig(flags);
  expectGuarded(config.host, config.token, config.allowAnonymous);
  const { reviewer } = flags;
  if (reviewer.length < 1 || reviewer.length > 100) {
    throw new WhosecamError('bad-request', `Expected a name of 1 to 100 characters; received ${reviewer.length}`);
  }
  const seed = seedOf(flags);
  const { maxBytes, maxPixels } = config;
  const records = await readRun(run);
  const file = await openReview(reviewFileOf(run));
  const find = createPhotoFinder(run, { photos: flags.photos, maxBytes });
  const limits = { maxBytes, maxPixels };
  const desk = openDesk({ run, records, file, find, reviewer, seed, limits, otherMakers: await otherMakers(config) });
  if (desk.sheet().photos.length === 0) {
    throw new WhosecamError('bad-request', 'Expected a run with photos that were answered; this one has none');
  }
  if (reviewer === 'unnamed') io.stderr.write('No --reviewer NAME: the verdicts will say "unnamed".\n');
  // Not above: no other command should wait for Fastify to load.
  const { buildReviewApp } = await import('../http/review.js');
  await listenUntilStopped(io, buildReviewApp({ desk, config, log: io.stderr }), config);
  return exitCodes.ok;
};

/** The model's. A review needs no model: without one nothing is suggested. */
const otherMakers = ({ model }: Config): Promise<readonly string[]> =>
  loadBundle(model).then(
    ({ bundle }) => otherMakersOf(bundle),
    () => [],
  );

/** The seed of a random order; null for the least certain first. */
function seedOf({ order, seed = '1' }: ReviewFlags): number | null {
  if (!/^\d{1,9}$/.test(seed)) {
    throw new WhosecamError('bad-request', `Expected a whole number from 0 to 999999999 for --seed; received ${seed}`);
  }
  return order === 'random' ? Number(seed) : null;
}
