/** whosecam report: a run as a page, tables, a map layer and counts. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import { Argument, Command, Option } from 'commander';
import { loadBundle } from '../bundle/load.js';
import { readConfig } from '../config.js';
import { exitCodes, WhosecamError } from '../errors.js';
import { type ReportData, reportData } from '../report/data.js';
import type { PageOptions, PageOutcome } from '../report/page.js';
import { summaryOf } from '../report/summary.js';
import { writeReport } from '../report/write.js';
import { createPhotoFinder } from '../survey/photo-files.js';
import { readReview, reviewFileOf } from '../survey/review-file.js';
import { readRunFile, type RunFile } from '../survey/run-file.js';
import { readSites } from '../survey/site-list.js';
import type { Grouping } from '../survey/sites.js';
import type { Action, Io } from './io.js';
import { createProgress } from './progress.js';
import { ownVersion } from './version.js';

/** Flags of the command. */
export interface ReportFlags {
  readonly out: string;
  readonly sites?: string;
  readonly group?: Grouping['by'];
  readonly review?: string;
  /** A folder; false: `--no-photos`. */
  readonly photos?: string | boolean;
  readonly location: boolean;
  readonly names: boolean;
}

const examples = `
Examples:
  whosecam report town-hall.jsonl --out report/
  whosecam report survey.jsonl --out report/ --sites sites.csv
  whosecam report survey.jsonl --out for-the-press/ --no-photos --no-location

sites.csv has the columns name, lat, lon, radius (metres), kind, council, constituency; only name is needed.
Writes index.html, photos.csv, cameras.csv, photos.geojson, summary.json and megadetector.json: docs/report.md.`;

/** The command's arguments, options and help. */
export function reportCommand(): Command {
  return new Command('report')
    .description('write a run as a page, tables, a map layer and counts')
    .addArgument(new Argument('<run.jsonl>', 'what "classify --output" wrote'))
    .addOption(
      new Option('--out <folder>', 'a new or empty folder, or an earlier report to replace').makeOptionMandatory(),
    )
    .addOption(new Option('--sites <sites.csv>', 'the sites that were surveyed'))
    .addOption(
      new Option(
        '--group <by>',
        'what says first to which site a photo belongs (default: folder; place with --sites)',
      ).choices(['folder', 'place']),
    )
    .addOption(new Option('--review <run.review.jsonl>', "persons' verdicts (default: those beside the run, if any)"))
    .addOption(new Option('--photos <folder>', 'where the photos are, if not where the run found them'))
    .addOption(new Option('--no-photos', 'no picture or part of one'))
    .addOption(new Option('--no-location', 'no positions, altitudes or directions; names stay'))
    .addOption(new Option('--no-names', 'no names of files and folders; needs --no-photos'))
    .addHelpText('after', examples);
}

/** Writes the report. Errors: `bad-request` for a run, review or list of sites that can't be read, or a folder of something else. */
export const report: Action<[run: string, flags: ReportFlags]> = async (io, run, flags) => {
  const { out, sites, photos, location: hasPlaces, names: hasNames } = flags;
  if (!hasNames && photos !== false)
    throw new WhosecamError('bad-request', 'Expected --no-photos with --no-names: pictures are found by name');
  const { records, ...file } = await readRunFile(run);
  if (records.length === 0) throw new WhosecamError('bad-request', 'Expected a run with records; this one has none');
  tellOfFile(io, file);
  const listed = sites === undefined ? undefined : await readSites(sites);
  const data = reportData({
    records,
    review: await readReview(await reviewOf(run, flags.review)),
    grouping: { by: flags.group ?? (listed ? 'place' : 'folder'), listed },
    run: { file: path.basename(run), writtenAt: file.writtenAt },
    madeAt: new Date().toISOString(),
    programVersion: ownVersion(),
    hasPlaces,
    hasNames,
    pictures: photos === false ? null : { folder: typeof photos === 'string' ? photos : null },
  });
  const page = await pageOptions(run, data);
  const pictures = await writeShowing(io, out, data, page);
  if (!pictures) return exitCodes.interrupted;
  tellOfPictures(io, pictures);
  const { review, failed } = summaryOf(data);
  const judged = review.confirmed + review.corrected + review.begun;
  io.stdout.write(
    `${path.join(out, 'index.html')}: ${records.length} photos at ${data.sites.length} sites, ${failed} failed, ` +
      `${judged} judged by a person; warnings: ${data.warnings.length}\n`,
  );
  return exitCodes.ok;
};

/** Writes the report; pictures take long, so that it's shown how far they are. */
async function writeShowing(io: Io, out: string, data: ReportData, page: PageOptions): Promise<PageOutcome | null> {
  if (data.pictures === null) return writeReport(out, data, io.signal, page);
  const progress = createProgress(io, data.photos.length, { rowsShow: false });
  return writeReport(out, data, io.signal, { ...page, onPhoto: progress.photo }).finally(progress.end);
}

/** Where originals are found, within which limits, and the error rates of the model that's here. */
async function pageOptions(run: string, { pictures }: ReportData): Promise<PageOptions> {
  const { maxBytes, maxPixels, timeoutMs, model } = readConfig({});
  // A report of an old run needs no model: then the page says that its error rates aren't known.
  const card = await loadBundle(model).then(
    ({ bundle }) => bundle,
    () => null,
  );
  const limits = { maxBytes, maxPixels, decodeTimeoutMs: timeoutMs };
  return { limits, find: createPhotoFinder(run, { photos: pictures?.folder ?? undefined, maxBytes }), card };
}

function tellOfFile({ stderr }: Io, { isTorn, isUnfinished }: Omit<RunFile, 'records'>): void {
  if (isTorn) stderr.write("The run's last line is cut off and left out: run classify again to have that photo.\n");
  if (isUnfinished) stderr.write("The run isn't finished: its photos without a record yet are missing.\n");
}

function tellOfPictures({ stderr }: Io, { missing, changed, unreadable }: PageOutcome): void {
  if (missing > 0) stderr.write(`Photos that weren't found: ${missing}. --photos names the folder where they are.\n`);
  if (changed > 0) stderr.write(`Photos whose bytes aren't those of the run any more, left out: ${changed}.\n`);
  if (unreadable > 0) stderr.write(`Photos that can't be drawn: ${unreadable}.\n`);
}

/** Errors: `bad-request` for a review that was named and isn't there. */
async function reviewOf(run: string, named: string | undefined): Promise<string> {
  if (named === undefined) return reviewFileOf(run);
  await access(named).catch((cause: unknown) => {
    throw new WhosecamError('bad-request', `Expected verdicts in ${path.basename(named)}; it can't be opened`, {
      cause,
    });
  });
  return named;
}
