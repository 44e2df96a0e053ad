/** index.html: the page's markup, styles and script, and the report's data, in one file. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { PhotoFacts, ReportFacts } from '../../page/report/facts.js';

/** Where `npm run build` puts the page's parts; the same folder from src/ and from dist/. */
const folder = new URL('../../../dist/page/report/', import.meta.url);

/** What the page is put together from. */
export interface PageParts {
  /** With a place for each of the others: `{{style}}`. */
  readonly markup: string;
  readonly style: string;
  readonly script: string;
}

/** Reads the built parts. Errors: the system's when the program wasn't built. */
export async function readParts(): Promise<PageParts> {
  const read = (name: string): Promise<string> => readFile(new URL(name, folder), 'utf8');
  const [markup, style, script] = await Promise.all([read('index.html'), read('report.css'), read('report.js')]);
  return { markup, style, script };
}

/** Photos in one block: a few megabytes at most, whatever the survey's size. */
const blockSize = 500;

/** The file's text, piece by piece. */
export function* pageText(parts: PageParts, report: ReportFacts, photos: readonly PhotoFacts[]): Generator<string> {
  const { markup, style, script } = parts;
  const pieces = {
    policy: () => [policyFor(style, script)],
    style: () => ['<style>', style, '</style>'],
    data,
    script: () => ['<script>', script, '</script>'],
  };
  function* data(): Generator<string> {
    yield jsonBlock(report);
    for (let from = 0; from < photos.length; from += blockSize) yield jsonBlock(photos.slice(from, from + blockSize));
  }
  for (const [i, text] of markup.split(/\{\{(\w+)\}\}/).entries()) {
    // Every other part is the name of a place.
    if (i % 2 === 0) yield text;
    else if (Object.hasOwn(pieces, text)) yield* pieces[text as keyof typeof pieces]();
  }
}

/**
 * Only this very script and this very style, pictures beside the page, and nothing else: no address can be reached. From the
 * disk `'self'` means nothing to some browsers; `file:` does.
 */
function policyFor(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src 'self' file:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/**
 * A value as a block that a browser takes for data. `<` is written as an escape, so that no text in it can end the block or
 * begin another; the line ends that only JavaScript knows are, too.
 */
const jsonBlock = (value: unknown): string =>
  `<script type="application/json">${JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped)}</script>\n`;

const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
