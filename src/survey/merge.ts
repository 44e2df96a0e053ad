/** Puts the parts of a survey together: the same bytes as one run of all photos, but for the times it took. */
import { access, type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { WhosecamError } from '../errors.js';
import type { ResultRecord } from '../recognise/result.js';
import { openJournal } from './journal.js';
import { readPart } from './part.js';
import { recordLines, type RecordLine } from './record-lines.js';
import { type Shard, shardOf } from './shard.js';

/** A part that's being read. */
interface Reading {
  readonly name: string;
  readonly shard: Shard;
  readonly handle: FileHandle;
  readonly lines: AsyncGenerator<RecordLine, void>;
  /** The next record; undefined at the end. */
  next: RecordLine | undefined;
}

/**
 * Writes all records of the parts into a new file, in path order; how many. Parts are read side by side, and no more than a record
 * of each is held. Errors: `bad-request` for a missing, half-done or doubled part, parts of different models, a record
 * that's in the wrong part, or an output that's there already; `disk-full`, `not-written`. Then there's no output.
 */
export async function mergeParts(parts: readonly string[], output: string): Promise<number> {
  const shards = await shardsOf(parts);
  if (await exists(output))
    throw new WhosecamError(
      'bad-request',
      `Expected a new file for --output; ${path.basename(output)} is there already`,
    );
  const readings: Reading[] = [];
  try {
    for (const [i, part] of parts.entries()) {
      const handle = await open(part);
      const shard = shards[i] as Shard;
      readings.push({ name: path.basename(part), shard, handle, lines: recordLines(handle), next: undefined });
    }
    return await writeMerged(readings, output);
  } finally {
    for (const { handle, lines } of readings) {
      // Ends what reads ahead, before its file goes.
      await lines.return();
      await handle.close();
    }
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The parts' shares, all of one division, each once, none missing. */
async function shardsOf(parts: readonly string[]): Promise<Shard[]> {
  const shards: Shard[] = [];
  for (const part of parts) shards.push(await readPart(part));
  const [{ of } = { of: 0 }] = shards;
  const byIndex = new Map<number, string>();
  for (const [i, shard] of shards.entries()) {
    const name = path.basename(parts[i] as string);
    if (shard.of !== of)
      throw new WhosecamError('bad-request', `Expected parts of ${of}; ${name} is one of ${shard.of}`);
    const twin = byIndex.get(shard.index);
    if (twin !== undefined)
      throw new WhosecamError(
        'bad-request',
        `Expected each part once; ${twin} and ${name} are both ${shard.index}/${of}`,
      );
    byIndex.set(shard.index, name);
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0)
    throw new WhosecamError('bad-request', `Expected all ${of} parts; missing: ${missing.slice(0, 20).join(', ')}`);
  return shards;
}

async function writeMerged(readings: readonly Reading[], output: string): Promise<number> {
  const unfinished = `${output}.merging`;
  await rm(unfinished, { force: true });
  const journal = await openJournal(unfinished, () => undefined);
  try {
    let [count, model] = [0, ''];
    for (const reading of readings) await advance(reading);
    for (let first = leastOf(readings); first?.next; first = leastOf(readings)) {
      const { record, text } = first.next;
      const { id, version } = record.model;
      model ||= `${id} ${version}`;
      if (model !== `${id} ${version}`)
        throw new WhosecamError('bad-request', `Expected parts of ${model}; ${first.name} has ${id} ${version}`);
      // As it was written: a record that was read has its keys in another order.
      await journal.append(JSON.parse(text) as ResultRecord);
      count += 1;
      await advance(first);
    }
    await journal.close();
    await rename(unfinished, output);
    return count;
  } catch (thrown) {
    await journal.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw thrown;
  }
}

/** Goes on to a part's next record. Errors: `bad-request` for one that is out of order or belongs into another part. */
async function advance(reading: Reading): Promise<void> {
  const { name, shard, lines, next: before } = reading;
  const next = (await lines.next()).value ?? undefined;
  if (next && before && next.record.file <= before.record.file)
    throw new WhosecamError('bad-request', `Expected a finished part; the records of ${name} aren't in order`);
  if (next && shardOf(next.record.file, shard.of) !== shard.index)
    throw new WhosecamError(
      'bad-request',
      `Expected only photos of ${shard.index}/${shard.of} in ${name}; it has others`,
    );
  reading.next = next;
}

/** The part whose next record comes first. */
function leastOf(readings: readonly Reading[]): Reading | undefined {
  let least: Reading | undefined;
  for (const one of readings) {
    if (one.next && (!least?.next || one.next.record.file < least.next.record.file)) least = one;
  }
  return least;
}
