/** whosecam teach: puts a brand's housings into a copy of the model, without training. */
import { readFile } from 'node:fs/promises';
import { Argument, Command, Option } from 'commander';
import { brandNameSchema, type Taught } from '../bundle/gallery.js';
import { type LoadedBundle, loadBundle } from '../bundle/load.js';
import type { Bundle } from '../bundle/schema.js';
import { expectEmpty, spellingOf, writeTaughtBundle } from '../bundle/taught.js';
import { type Config, type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, toWhosecamError, WhosecamError } from '../errors.js';
import { wilson } from '../metrics/wilson.js';
import { encodeEmbedding, openGallery } from '../recognise/gallery.js';
import { learn, type Lesson, withoutRepeats } from '../recognise/teach.js';
import { printable, printableLines } from '../survey/formats.js';
import { walk } from '../survey/walk.js';
import { option } from './engine.js';
import type { Action, Io } from './io.js';

/** Flags of the command. */
export interface TeachFlags extends ConfigFlags {
  readonly out?: string;
}

const examples = `
Examples:
  whosecam teach axis pictures-of-axis/ --out models/with-axis
  whosecam teach uniview pictures-of-uniview/ --model models/with-axis --out models/with-both
  whosecam classify photos/ --model models/with-both

Give 10-30 pictures of the brand's housings, one camera on each, from several sides. The surest camera of each picture is
taken, or the whole picture where none is found. Taught cameras are answered as other-brand with brandName.`;

/** The command's arguments, options and help. */
export function teachCommand(): Command {
  return new Command('teach')
    .description('add a brand to a copy of the model by pictures of its housings, and say what to expect of it')
    .addArgument(new Argument('<brand>', "the brand's name: letters, digits and hyphens"))
    .addArgument(new Argument('<folder>', 'pictures of its housings'))
    .addOption(new Option('--out <folder>', 'new folder for the taught bundle (default: <id>-<brand> in this folder)'))
    .addOption(option('model', '--model <folder>', 'bundle to start from (default: the one that comes with it)'))
    .addHelpText('after', examples);
}

/**
 * Teaches a brand. It runs the models in this thread: nobody else waits for an answer.
 * Errors: `bad-request` for a name, a folder or pictures that can't be taught; the model's.
 */
export const teach: Action<[brand: string, folder: string, flags: TeachFlags]> = async (io, brand, folder, flags) => {
  const config = readConfig(flags);
  const loaded = await loadBundle(config.model);
  const name = teachableName(brand, loaded.bundle);
  const out = flags.out ?? `${loaded.bundle.id}-${name}`;
  await expectEmpty(out);
  const seen = await embedAll(io, folder, loaded, config);
  if (io.signal.aborted) return exitCodes.interrupted;
  const index = openGallery(loaded.gallery, loaded.bundle.housing.embeddingSize);
  const before = index.taught.find((one) => one.name === name)?.vectors ?? [];
  const vectors = withoutRepeats([...before, ...seen.map(({ embedding }) => embedding)]);
  const { gallery: spec } = loaded.bundle.decision;
  if (vectors.length < spec.minPictures) {
    const expected = `Expected at least ${spec.minPictures} different pictures of ${name}`;
    throw new WhosecamError('bad-request', `${expected}; received ${vectors.length}`);
  }
  const lesson = learn(name, vectors, index.references, spec);
  report(io, name, lesson, seen);
  const { threshold, leftOut, falseMatches } = lesson;
  const taught: Taught = { name, embeddings: vectors.map(encodeEmbedding), threshold, leftOut, falseMatches };
  const { id, version } = await writeTaughtBundle(loaded, taught, out);
  io.stdout.write(`written to ${out}: ${id} ${version}\n`);
  return exitCodes.ok;
};

/** The name as it's kept. Errors: `bad-request` for one that can't be a name, or of a brand that verdicts may claim. */
function teachableName(brand: string, { lexicon }: Bundle): string {
  const result = brandNameSchema.safeParse(brand.toLowerCase());
  if (!result.success) {
    throw new WhosecamError('bad-request', 'Expected a name of 2 to 32 letters, digits and hyphens; received another');
  }
  const spelling = spellingOf(result.data);
  const claimed = lexicon.entries.find((entry) => entry.brand !== null && entry.spellings.includes(spelling));
  if (claimed) {
    throw new WhosecamError(
      'bad-request',
      `Expected another maker's name; ${claimed.name} is claimed without teaching`,
    );
  }
  return result.data;
}

interface Seen {
  readonly found: boolean;
  readonly embedding: Float32Array;
}

/** Embeddings of a folder's pictures; what can't be read is said and left out. */
async function embedAll(io: Io, folder: string, loaded: LoadedBundle, config: Config): Promise<Seen[]> {
  const { threads, maxBytes, maxPixels } = config;
  const photos = await walk([folder]);
  const { createRecogniser } = await import('../recognise/recognise.js');
  const recogniser = await createRecogniser(loaded, { threads });
  const seen: Seen[] = [];
  for (const { file, problem } of photos) {
    if (io.signal.aborted) break;
    try {
      if (problem) throw problem;
      seen.push(await recogniser.embed(await readFile(file), { maxBytes, maxPixels }));
    } catch (thrown) {
      io.stderr.write(`left out ${printable(file)}: ${printableLines(toWhosecamError(thrown).message)}\n`);
    }
  }
  return seen;
}

/** What to expect. Errors: `bad-request` when most of it looks like a brand that verdicts may claim. */
function report({ stdout, stderr }: Io, name: string, lesson: Lesson, seen: readonly Seen[]): void {
  const { threshold, leftOut, falseMatches, likeClaimable } = lesson;
  const found = seen.filter((one) => one.found).length;
  stdout.write(`${name}: ${leftOut.n} pictures; a camera was found on ${found} of the ${seen.length} new ones\n`);
  if (likeClaimable * 2 > leftOut.n) {
    const expected = 'Expected housings unlike those of the brands that are claimed';
    throw new WhosecamError('bad-request', `${expected}; ${likeClaimable} of ${leftOut.n} look like one of theirs`);
  }
  if (likeClaimable > 0) {
    stderr.write(`${likeClaimable} of ${leftOut.n} pictures look like a camera of a brand that is claimed\n`);
  }
  stdout.write(`recognised when left out: ${share(leftOut)}, at a similarity of ${threshold.toFixed(4)}\n`);
  stdout.write(`false matches among cameras of others: ${share(falseMatches)}\n`);
}

/** `7 of 12 (0.58, 95 % interval 0.32-0.81)` */
function share({ k, n }: { readonly k: number; readonly n: number }): string {
  const { share: value, low, high } = wilson(k, n);
  return `${k} of ${n} (${(value ?? 0).toFixed(2)}, 95 % interval ${low.toFixed(2)}-${high.toFixed(2)})`;
}
