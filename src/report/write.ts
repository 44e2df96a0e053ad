/** Writes a report: docs/report.md says what its files hold. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReportData } from './data.js';
import { replaceReport } from './folder.js';
import { photosGeojson } from './geojson.js';
import { megadetectorText } from './megadetector.js';
import { type PageOptions, type PageOutcome, writeReportPage } from './page.js';
import { summaryOf } from './summary.js';
import { camerasCsv, photosCsv } from './tables.js';

/**
 * Writes the report into `dir`, in place of an earlier one. When `signal` aborts meanwhile, nothing is changed; answers what
 * became of the photos' pictures, null when nothing was written.
 * Errors: `bad-request` when `dir` holds something else or can't be written.
 */
export async function writeReport(
  dir: string,
  data: ReportData,
  signal: AbortSignal,
  page: PageOptions,
): Promise<PageOutcome | null> {
  let outcome: PageOutcome | null = null;
  const isWritten = await replaceReport(dir, async (newDir) => {
    outcome = await writeReportPage(newDir, data, { ...page, signal });
    const files = {
      'photos.csv': photosCsv(data),
      'cameras.csv': camerasCsv(data),
      'photos.geojson': jsonOf(photosGeojson(data)),
      'summary.json': jsonOf(summaryOf(data)),
      'megadetector.json': megadetectorText(data),
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(newDir, name), text);
    return !signal.aborted;
  });
  return isWritten ? outcome : null;
}

const jsonOf = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
