/** The report's page: a stand-in until the real one is there. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReportData } from './data.js';

/** Writes `index.html`, and what it needs, into the folder `dir`. */
export async function writeReportPage(dir: string, data: ReportData): Promise<void> {
  const lines = data.sites.map(({ id, photos }) => `<li>${id}: ${photos.length} photos</li>`);
  await writeFile(path.join(dir, 'index.html'), `<!doctype html><title>whosecam</title><ul>${lines.join('')}</ul>\n`);
}
