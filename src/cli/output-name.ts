/** The name that --output may have. */
import { WhosecamError } from '../errors.js';

/** Errors: `bad-request` for the ending of a spreadsheet, a page or a photo. */
export function expectJsonlName(output: string): void {
  if (!/\.(csv|txt|tsv|xlsx?|html?|jpe?g|png|webp|avif|tiff?|hei[cf])$/i.test(output)) return;
  const hint = 'for a spreadsheet: --format csv > FILE.csv';
  throw new WhosecamError(
    'bad-request',
    `Expected the name of a JSONL file for --output; received ${output} (${hint})`,
  );
}
