/** What the file index.html holds beside its markup. */
import type { PhotoFacts, ReportFacts } from './facts.js';

/** The report and its photos. Throws where the file isn't whole. */
export function readReport(): { report: ReportFacts; photos: PhotoFacts[] } {
  const blocks = [...document.querySelectorAll<HTMLScriptElement>('script[type="application/json"]')];
  const [report, ...photos] = blocks.map(({ textContent }) => JSON.parse(textContent) as unknown);
  if (report === undefined) throw new Error('Expected a report in the file; received none');
  // Half the memory of a large report: the parsed values are enough.
  for (const block of blocks) block.remove();
  return { report: report as ReportFacts, photos: (photos as PhotoFacts[][]).flat() };
}
