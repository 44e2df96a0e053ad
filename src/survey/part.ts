/**
 * What a finished part of a survey says of itself, beside it (`part-03.jsonl.shard.json`): which share of the photos it holds.
 * Without it, nobody could tell a share that has no photos from one that's missing, or a part from one that's half done.
 */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { WhosecamError } from '../errors.js';
import { jsonOf } from './json-lines.js';
import type { Shard } from './shard.js';
import { writeError } from './write-error.js';

const partSchema = z.strictObject({
  schema: z.literal('whosecam.shard/1'),
  index: z.int().positive(),
  of: z.int().positive(),
  /** Of the part. */
  bytes: z.int().nonnegative(),
});

const noteOf = (part: string): string => `${part}.shard.json`;

/** Says that a part is finished. Errors: `disk-full`, `not-written`. */
export async function notePart(part: string, shard: Shard): Promise<void> {
  const { size } = await stat(part);
  const note: z.infer<typeof partSchema> = { schema: 'whosecam.shard/1', ...shard, bytes: size };
  await writeFile(noteOf(part), `${JSON.stringify(note)}\n`).catch((thrown: unknown) => {
    throw writeError('a place beside the output that can be written', thrown);
  });
}

/** Takes back that a part is finished: it's about to change. */
export const unnotePart = (part: string): Promise<void> => rm(noteOf(part), { force: true });

/** Which share a finished part holds. Errors: `bad-request` where nothing says so, or the part has changed since. */
export async function readPart(part: string): Promise<Shard> {
  const name = path.basename(part);
  const note = partSchema.safeParse(jsonOf(await readFile(noteOf(part), 'utf8').catch(() => '')));
  if (!note.success)
    throw new WhosecamError('bad-request', `Expected a finished part; ${name} has no ${path.basename(noteOf(part))}`);
  const { index, of, bytes } = note.data;
  const size = await stat(part).then(
    (found) => found.size,
    () => undefined,
  );
  if (size !== bytes)
    throw new WhosecamError(
      'bad-request',
      `Expected ${name} as its run left it, ${bytes} bytes; received ${size ?? 'no file'}`,
    );
  return { index, of };
}
