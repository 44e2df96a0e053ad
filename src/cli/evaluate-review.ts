/** whosecam evaluate RUN --review FILE: how often the machine was right on a survey, by a person's word. */
import { writeFile } from 'node:fs/promises';
import { exitCodes, WhosecamError } from '../errors.js';
import { reviewedFigures, type ReviewedFigures } from '../metrics/reviewed.js';
import { wilson } from '../metrics/wilson.js';
import { printable } from '../survey/formats.js';
import { type JudgedRun, judgedRun } from '../survey/judged.js';
import { readReview } from '../survey/review-file.js';
import { readRun } from '../survey/run-file.js';
import type { Io } from './io.js';
import { columns, shareText } from './metrics-text.js';

/** How far the reviewed photos stand for all. */
type Basis = 'all' | 'random' | 'chosen';

const basisWords: Readonly<Record<Basis, string>> = {
  all: 'Every answered photo was reviewed: these are the shares of this survey.',
  random: 'A random sample of the survey: the shares stand for all of it, within their intervals.',
  chosen:
    "NOT a fair sample: the least certain photos come first, so errors are more frequent here than in the survey. For shares that stand for all of it, review everything, or some with 'whosecam review --order random'.",
};

/** Errors: `bad-request` for a run or review that can't be read, or where nothing was reviewed. */
export async function evaluateReview(
  io: Io,
  run: string,
  { review, out }: { readonly review: string; readonly out?: string | undefined },
): Promise<number> {
  const records = await readRun(run);
  const { judged, sample, ...counts } = judgedRun(records, await readReview(review));
  if (judged.length === 0) {
    throw new WhosecamError('bad-request', 'Expected a review with photos of this run that were judged; it has none');
  }
  const isAll = judged.length === counts.photos;
  const parts: Part[] = [{ basis: isAll ? 'all' : 'chosen', figures: reviewedFigures(judged) }];
  if (!isAll && sample && sample.judged.length > 0) {
    parts.unshift({ basis: 'random', seed: sample.seed, figures: reviewedFigures(sample.judged) });
  }
  const models = [...new Set(records.map(({ model }) => `${model.id} ${model.version}`))];
  const reviewed = wilson(judged.length, counts.photos);
  io.stdout.write(headText(models, judged.length, counts) + parts.map(partText).join(''));
  if (out !== undefined) {
    await writeFile(out, `${JSON.stringify({ models, reviewed, ...counts, parts }, null, 2)}\n`);
  }
  return exitCodes.ok;
}

interface Part {
  readonly basis: Basis;
  /** Of the random order. */
  readonly seed?: number;
  readonly figures: ReviewedFigures;
}

type Counts = Omit<JudgedRun, 'judged' | 'sample'>;

function headText(models: readonly string[], judged: number, { photos, failed, begun, strangers }: Counts): string {
  const percent = Math.floor((100 * judged) / photos);
  const rows = [
    ['model', models.join(', ')],
    ['photos reviewed', `${judged} of ${photos} that were answered (${percent} %)`],
    ...(begun > 0 ? [['... begun, left out', String(begun)]] : []),
    ...(failed > 0 ? [['photos that failed', `${failed}, in no share below`]] : []),
    ...(strangers > 0 ? [['verdicts on other photos', `${strangers} photos that are not in this run`]] : []),
  ];
  return columns(rows);
}

function partText({ basis, seed, figures }: Part): string {
  const title = seed === undefined ? 'All reviewed photos' : `The random sample (seed ${seed})`;
  const rows = [
    ['photos', String(figures.photos)],
    ['brand claims, wrong', shareText(figures.wrongClaims)],
    ['... nobody can tell', shareText(figures.untellableClaims)],
    ['... Hikvision claims, wrong', shareText(figures.wrongByBrand.hikvision)],
    ['... Dahua claims, wrong', shareText(figures.wrongByBrand.dahua)],
    ['the two brands, not claimed', shareText(figures.unclaimedBrands)],
    ["'no camera', but there is one", shareText(figures.overlooked)],
    ['a camera reported, but none there', shareText(figures.falseAlarms)],
    ['cameras reported that are none', shareText(figures.falseCameras)],
    ['cameras there that were missed', shareText(figures.missedCameras)],
    ["another maker's name, wrong", shareText(figures.wrongNames)],
  ];
  return `\n${title}. ${basisWords[basis]}\n${columns(rows)}${confusionText(figures)}${otherMakersText(figures)}`;
}

/** `other makers, cameras: Axis 3, Bosch 1` */
function otherMakersText({ otherMakers }: ReviewedFigures): string {
  const words = otherMakers.map(({ name, cameras }) => `${printable(name)} ${cameras}`);
  return words.length > 0 ? `other makers, cameras: ${words.join(', ')}\n` : '';
}

function confusionText({ confusion }: ReviewedFigures): string {
  const answers = ['hikvision', 'dahua', 'other-brand', 'unknown-brand', 'no-camera'];
  const rows = Object.entries(confusion).map(([person, line]) => [person, ...answers.map((a) => String(line[a] ?? 0))]);
  return columns([['person \\ machine', ...answers], ...rows]);
}
