/** The report as a page: one folder that a browser opens from the disk, without a server and without a network. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PictureState, ReportFacts } from '../page/report/facts.js';
import type { ReportData } from './data.js';
import { cardFacts, type ModelCard, photoFacts, reportFacts } from './page/facts.js';
import { pageText, readParts } from './page/html.js';
import { type PictureOptions, writePictures } from './page/pictures.js';

/** How the page is made. */
export interface PageOptions extends PictureOptions {
  /** Whose error rates may be told: they are where it answered at least one photo. */
  readonly card?: ModelCard | null;
  /** The page's heading. Default `Survey report`. */
  readonly title?: string;
}

/** What became of the photos' pictures: how many of each. */
export type PageOutcome = Readonly<Record<PictureState, number>>;

/**
 * Writes `index.html` into the folder `dir`, and the photos' pictures below `photos/`, each named by its SHA-256. Originals are
 * only read; one that is missing, was changed or can't be read gets a note. Once the signal aborts, no further picture is made.
 * Errors: the system's when the folder can't be written, or the program wasn't built.
 */
export async function writeReportPage(dir: string, data: ReportData, options: PageOptions): Promise<PageOutcome> {
  const states = await writePictures(dir, data, options);
  const facts = reportFacts(data, options.title ?? 'Survey report');
  const { card } = options;
  const hasAnswered = facts.models.some(({ id, version }) => id === card?.id && version === card.version);
  const report: ReportFacts = { ...facts, card: card && hasAnswered ? cardFacts(card) : null };
  const photos = photoFacts(data, states);
  await writeFile(path.join(dir, 'index.html'), pageText(await readParts(), report, photos));
  const counts: Record<PictureState, number> = { shown: 0, 'left-out': 0, missing: 0, changed: 0, unreadable: 0 };
  for (const { picture } of photos) counts[picture] += 1;
  return counts;
}
