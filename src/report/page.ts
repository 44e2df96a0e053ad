/** The report's page: a stand-in until the real one is there. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReportData } from './data.js';
import { summaryOf } from './summary.js';

/** Writes `index.html`, and what it needs, into the folder `dir`. */
export async function writeReportPage(dir: string, data: ReportData): Promise<void> {
  const text = JSON.stringify(summaryOf(data), null, 1).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const page = `<!doctype html>\n<meta charset="utf-8">\n<title>whosecam report</title>\n<pre>${text}</pre>\n`;
  await writeFile(path.join(dir, 'index.html'), page);
}
