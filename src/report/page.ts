/** The report as a page: one folder that a browser opens from the disk, without a server and without a network. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PictureState, ReportFacts } from '../page/report/facts.js';
import type { ReportData } from './data.js';
import { cardFacts, type ModelCard, photoFacts, reportFacts } from './page/facts.js';
import { pageText, readParts } from './page/html.js';
import { type PictureOptions, removePictures, writePictures } from './page/pictures.js';

/** How the page is made. */
export interface PageOptions extends PictureOptions {
  /** Whose error rates are told; null where the model isn't at hand. */
  readonly card?: ModelCard | null;
  /** The page's heading. */
  readonly title?: string;
}

/** What became of the photos' pictures: how many of each. */
export type PageOutcome = Readonly<Record<PictureState, number>>;

/**
 * Writes `index.html` into the folder `dir`, and the photos' pictures below `photos/`, each named by its SHA-256. Pictures of
 * an earlier page there are removed. Originals are only read; one that is missing, was changed or can't be read gets a note.
 * Errors: `interrupted` when the signal aborts; the system's when the folder can't be written.
 */
export async function writeReportPage(dir: string, data: ReportData, options: PageOptions): Promise<PageOutcome> {
  await mkdir(dir, { recursive: true });
  await removePictures(dir);
  const states = await writePictures(dir, data, options);
  const report: ReportFacts = {
    ...reportFacts(data, options.title ?? 'Survey report'),
    card: options.card ? cardFacts(options.card) : null,
  };
  const photos = photoFacts(data, states);
  const file = path.join(dir, 'index.html');
  // In one step: whoever reloads the page meanwhile sees the old one or the new one.
  await writeFile(`${file}.tmp`, pageText(await readParts(), report, photos));
  await rename(`${file}.tmp`, file);
  const counts: Record<PictureState, number> = { shown: 0, 'left-out': 0, missing: 0, changed: 0, unreadable: 0 };
  for (const { picture } of photos) counts[picture] += 1;
  return counts;
}
