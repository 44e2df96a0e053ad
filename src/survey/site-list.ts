/** Reads the list of sites that a person gives: `sites.csv`. */
import { readFile } from 'node:fs/promises';
import { CsvError, type Info, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { WhosecamError } from '../errors.js';
import { type ListedSite, slugOf } from './sites.js';
import { notOpened } from './walk.js';

/** What a site has whose radius isn't given, metres. */
export const defaultRadiusM = 100;

const maxRadiusM = 50_000;

const text = z
  .string()
  .optional()
  .transform((cell) => cell || null);

/** An empty cell is none; a comma for a point, or a unit, is no number. */
const numberIn = (min: number, max: number, what: string) =>
  z
    .string()
    .optional()
    .transform((cell, context) => {
      if (cell === undefined || cell === '') return null;
      const value = /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(cell) ? Number(cell) : Number.NaN;
      if (value >= min && value <= max) return value;
      context.addIssue({ code: 'custom', message: `Expected ${what} from ${min} to ${max}; received ${quoted(cell)}` });
      return z.NEVER;
    });

const rowSchema = z
  .object({
    name: z.string().refine((cell) => slugOf(cell) !== '', 'Expected a name with a letter or digit in it'),
    lat: numberIn(-90, 90, 'lat as degrees'),
    lon: numberIn(-180, 180, 'lon as degrees'),
    radius: numberIn(1, maxRadiusM, 'radius as metres'),
    kind: text,
    council: text,
    constituency: text,
  })
  .transform(({ lat, lon, radius, ...row }, context): ListedSite => {
    if ((lat === null) !== (lon === null))
      context.addIssue({ code: 'custom', message: 'Expected lat and lon, or neither' });
    const location = lat !== null && lon !== null ? { lat, lon } : null;
    return { ...row, location, radiusM: location && (radius ?? defaultRadiusM) };
  });

/** The sites of a file. Errors: `bad-request` when it can't be opened or isn't such a list, with the line. */
export async function readSites(file: string): Promise<ListedSite[]> {
  const bytes = await readFile(file).catch((thrown: unknown) => {
    throw new WhosecamError('bad-request', `sites: ${notOpened('file', thrown).message}`, { cause: thrown });
  });
  return parseSites(bytes);
}

/**
 * The sites of a list: CSV (RFC 4180) in UTF-8, its first row names the columns `name`, `lat`, `lon` (decimal degrees), `radius`
 * (metres), `kind`, `council` and `constituency`, in any order. Only `name` is needed; other columns are passed over.
 * Errors: `bad-request` with the line.
 */
export function parseSites(bytes: Uint8Array): ListedSite[] {
  const sites = rowsOf(textOf(bytes)).map(({ record, info }) => {
    const site = rowSchema.safeParse(record);
    if (!site.success) throw wrongLine(info.lines, site.error.issues[0]?.message ?? 'Expected a site');
    return { site: site.data, line: info.lines };
  });
  const lineOf = new Map<string, number>();
  for (const { site, line } of sites) {
    const slug = slugOf(site.name);
    const before = lineOf.get(slug);
    if (before !== undefined)
      throw wrongLine(line, `Expected a name of its own; ${quoted(site.name)} stands in line ${before}, too`);
    lineOf.set(slug, line);
  }
  if (sites.length === 0) throw new WhosecamError('bad-request', 'sites: Expected sites; received none');
  return sites.map(({ site }) => site);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new WhosecamError(
      'bad-request',
      'sites: Expected UTF-8 text; received other bytes (save it as "CSV UTF-8")',
      { cause },
    );
  }
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  /** `lines`: number of the line in which the row ends. */
  readonly info: Info;
}

function rowsOf(content: string): Row[] {
  try {
    return parse<Row>(content, { columns: columnsOf, info: true, trim: true, skip_empty_lines: true });
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    const words = thrown.message.replace(/ (?:at|on) line \d+.*/, '');
    throw wrongLine(Number(thrown['lines']), `Expected a row of CSV; received something else (${words})`);
  }
}

function columnsOf(head: string[]): string[] {
  const names = head.map((name) => name.toLowerCase());
  if (!names.includes('name')) throw wrongLine(1, `Expected a column "name"; received ${names.map(quoted).join(', ')}`);
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i);
  if (twice !== undefined) throw wrongLine(1, `Expected each column once; received ${quoted(twice)} twice`);
  return names;
}

const wrongLine = (line: number, words: string): WhosecamError =>
  new WhosecamError('bad-request', `sites, line ${line}: ${words}`);

/** As a text that moves no cursor and isn't long. */
const quoted = (cell: string): string => JSON.stringify(cell.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD').slice(0, 40));
