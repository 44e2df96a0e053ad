/** The file of a review: it's only ever appended to, line by line, as verdicts come. */
import { appendFile, readFile, stat, truncate } from 'node:fs/promises';
import { systemCode, WhosecamError } from '../errors.js';
import { parseReview, type Review, type ReviewLine, standingReview } from './review.js';

/** `town-hall.jsonl` -> `town-hall.review.jsonl`: beside the run. */
export const reviewFileOf = (run: string): string => `${run.replace(/\.jsonl$/i, '')}.review.jsonl`;

/** What stands in a review's file; nothing when it doesn't exist. Errors: `bad-request` for one that isn't a review. */
export async function readReview(file: string): Promise<Review> {
  return standingReview(parseReview(await textOf(file)));
}

/** A review that goes on. */
export interface ReviewFile {
  /** What stands now. */
  readonly review: Review;
  /** Adds lines; resolves once they're with the system. Errors: `internal` when they can't be written. */
  append(lines: readonly ReviewLine[]): Promise<void>;
}

/** Opens a review to go on with it, or begins it. Errors: `bad-request` for a file that isn't a review or can't be written. */
export async function openReview(file: string): Promise<ReviewFile> {
  const text = await textOf(file);
  const all = parseReview(text);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  await mend(file, text, whole).catch((cause: unknown) => {
    throw new WhosecamError(
      'bad-request',
      `Expected a review's file that can be written; received ${systemCode(cause)}`,
    );
  });
  let standing = standingReview(all);
  let last: Promise<void> = Promise.resolve();
  return {
    get review() {
      return standing;
    },
    append(lines) {
      // One after the other, so that the file's order is that of the verdicts.
      const work = last.then(async () => {
        await appendWhole(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        all.push(...lines);
        standing = standingReview(all);
      });
      last = work.catch(() => undefined);
      return work.catch((cause: unknown) => {
        throw new WhosecamError('internal', 'Expected to write a verdict down; the file took none', { cause });
      });
    },
  };
}

/** All of the text or nothing: a disk that's full takes a part, and the next line would be glued to it. */
async function appendWhole(file: string, text: string): Promise<void> {
  const size = await stat(file).then(
    (facts) => facts.size,
    () => 0,
  );
  await appendFile(file, text, { mode: 0o600 }).catch(async (thrown: unknown) => {
    await truncate(file, size);
    throw thrown;
  });
}

/** Cuts a torn last line off, ends a whole one that lacks its line end, and shows that the file can be written. */
async function mend(file: string, text: string, whole: string): Promise<void> {
  const rest = text.slice(whole.length);
  const isWhole = rest !== '' && parseReview(rest).length > 0;
  if (rest !== '' && !isWhole) await truncate(file, Buffer.byteLength(whole));
  await appendFile(file, isWhole ? '\n' : '', { mode: 0o600 });
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return '';
    throw new WhosecamError('bad-request', `Expected a review's file that can be read; received ${systemCode(thrown)}`);
  });
}
