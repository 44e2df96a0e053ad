/** whosecam pack: what's known of one site, as evidence for a letter. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Argument, Command, Option } from 'commander';
import { type Config, type ConfigFlags, readConfig } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import { type Claim, claimsOf } from '../pack/claims.js';
import { cardRate, surveyRate } from '../pack/rates.js';
import { errorRateWords, claimText, seenWords, statusWords } from '../pack/words.js';
import { type PackParts, writePack } from '../pack/write.js';
import type { ResultRecord } from '../recognise/result.js';
import { createPhotoFinder } from '../survey/photo-files.js';
import { readReview, reviewFileOf } from '../survey/review-file.js';
import type { Review } from '../survey/review.js';
import { readRun } from '../survey/run-file.js';
import { readSites } from '../survey/site-list.js';
import { groupSites, type Site, slugOf } from '../survey/sites.js';
import { notOpened } from '../survey/walk.js';
import { option } from './engine.js';
import type { Action } from './io.js';
import { ownVersion } from './version.js';

/** Flags of the command. */
export interface PackFlags extends ConfigFlags {
  readonly site: string;
  readonly out: string;
  readonly photos?: string;
  readonly sites?: string;
  readonly review?: string;
  readonly unconfirmed?: boolean;
  readonly template?: string;
  readonly location: boolean;
}

/** The letter that comes with the program; the same file from src/ and from dist/. */
const ownTemplate = new URL('../../templates/letter.txt', import.meta.url);

const examples = `
Examples:
  whosecam pack survey.jsonl --site town-hall --out town-hall-pack/
  whosecam pack survey.jsonl --site "Town Hall" --sites sites.csv --photos /media/card --out pack/
  whosecam pack survey.jsonl --site town-hall --out pack/ --template our-letter.txt

Only what a person confirmed ("whosecam review") goes in. Check the files with: cd pack && sha256sum -c SHA256SUMS
Read the letter before you send it: it is a draft.`;

/** The command's arguments, options and help. */
export function packCommand(): Command {
  return new Command('pack')
    .description('put together the evidence on one site: photos, crops, a summary of one page and a draft letter')
    .addArgument(new Argument('<run.jsonl>', 'what "classify --output" wrote'))
    .requiredOption('--site <name>', "the site's name; without --sites that of its folder")
    .requiredOption('--out <folder>', 'a new folder')
    .addOption(new Option('--photos <folder>', 'where the photos are, if not where the run found them'))
    .addOption(new Option('--sites <sites.csv>', 'names and places of sites (default: each folder is one)'))
    .addOption(new Option('--review <run.review.jsonl>', 'the verdicts (default: beside the run)'))
    .addOption(new Option('--unconfirmed', 'take in what no person has confirmed, marked as such'))
    .addOption(new Option('--template <letter.txt>', 'your own letter, with {{site}}, {{claims}} ... in it'))
    .addOption(new Option('--no-location', 'leave out coordinates, and the original files, for they hold them'))
    .addOption(
      option('model', '--model <folder>', 'model bundle with the error rates (default: the one that comes with it)'),
    )
    .addOption(option('maxBytes', '--max-bytes <n>', 'greatest file (default: 67108864)'))
    .addOption(option('maxPixels', '--max-pixels <n>', 'greatest photo (default: 50000000)'))
    .addHelpText('after', examples);
}

/** Errors: `bad-request` for files that can't be read, an unknown site, a site without claims, or a folder that's there; `not-found` for a photo. */
export const pack: Action<[run: string, flags: PackFlags]> = async (io, run, flags) => {
  const config = readConfig(flags);
  const records = await readRun(run);
  const review = await readReview(flags.review ?? reviewFileOf(run));
  const listed = flags.sites === undefined ? undefined : await readSites(flags.sites);
  const site = siteOf(groupSites(records, { by: 'folder', listed }), flags.site);
  const ofSite = site.photos.flatMap((i) => records[i] ?? []);
  const claims = claimsFor(claimsOf(ofSite, review), flags, site);
  await writePack(flags.out, await partsOf({ run, flags, config, records, review, site, claims }));
  const open = claims.filter(({ confirmed }) => !confirmed).length;
  io.stderr.write(
    `${claims.length} claims on ${site.name}${open > 0 ? `, ${open} of them NOT CONFIRMED` : ''}: ${flags.out}\n`,
  );
  return exitCodes.ok;
};

function siteOf(sites: readonly Site[], wanted: string): Site {
  const slug = slugOf(wanted);
  const site =
    sites.find(({ name }) => name === wanted) ?? sites.find(({ id, name }) => id === slug || slugOf(name) === slug);
  if (site) return site;
  const names = sites.map(({ name }) => name).sort();
  throw new WhosecamError('bad-request', `Expected one of these sites: ${names.join(', ')}; received ${wanted}`);
}

function claimsFor(all: readonly Claim[], { unconfirmed = false }: PackFlags, { name }: Site): Claim[] {
  const claims = all.filter(({ confirmed }) => unconfirmed || confirmed !== null);
  if (claims.length > 0) return claims;
  const open =
    all.length === 0 ? 'none' : `${all.length} that nobody has confirmed ("whosecam review", or --unconfirmed)`;
  throw new WhosecamError(
    'bad-request',
    `Expected confirmed claims of Hikvision or Dahua on ${name}; received ${open}`,
  );
}

interface Job {
  readonly run: string;
  readonly flags: PackFlags;
  readonly config: Config;
  readonly records: readonly ResultRecord[];
  readonly review: Review;
  readonly site: Site;
  readonly claims: readonly Claim[];
}

async function partsOf({ run, flags, config, records, review, site, claims }: Job): Promise<PackParts> {
  const { maxBytes, maxPixels } = config;
  const models = [...new Set(claims.map(({ record }) => `${record.model.id} ${record.model.version}`))];
  const errorRate = errorRateWords(surveyRate(records, review), await cardRate(config.model, models));
  const model = models.join(', ');
  const at = new Date().toISOString();
  const { kind, council, constituency } = site;
  const facts = {
    ...{ site: site.name, kind, council, constituency, model, error_rate: errorRate },
    date: at.slice(0, 10),
    seen: seenWords(claims),
    claims: claims.map((claim, i) => claimText(claim, i + 1)).join('\n'),
    status: statusWords(claims),
  };
  const madeBy = { version: ownVersion(), run: path.basename(run), at };
  return {
    summary: { site, claims, model, errorRate, madeBy, hasPlaces: flags.location },
    letter: { template: await templateOf(flags), facts },
    review,
    find: createPhotoFinder(run, { photos: flags.photos, maxBytes }),
    limits: { maxBytes, maxPixels },
  };
}

async function templateOf({ template }: PackFlags): Promise<string> {
  return readFile(template ?? ownTemplate, 'utf8').catch((thrown: unknown) => {
    throw new WhosecamError('bad-request', `--template: ${notOpened('file', thrown).message}`, { cause: thrown });
  });
}
