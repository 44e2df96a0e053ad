/**
 * A file of records that's only ever appended to while a run is under way: what has been answered is in it at once, and stays,
 * whatever happens to the run. At its end the file is put in order in one step.
 *
 * Every record is with the system before `append` resolves, so it outlives the process; it's brought to the disk every few
 * seconds and at the end, so a power cut loses the last few seconds' answers at most.
 */
import { constants, type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ResultRecord } from '../recognise/result.js';
import { type RecordLine, recordLines } from './record-lines.js';
import { writeError } from './write-error.js';

/** Where a record lies in the file, bytes; `length` without the line end. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** An open journal. Errors of what writes: `disk-full`, `not-written`; nothing is written after the first of them. */
export interface Journal {
  /** Adds a record at the end. */
  readonly append: (record: ResultRecord) => Promise<Place>;
  /** A record as it was written. */
  readonly read: (place: Place) => Promise<ResultRecord>;
  /**
   * Leaves these records in the file and no others, in this order, and tells where they lie then: the old file stands until the
   * new one is on the disk.
   */
  readonly arrange: (places: readonly Place[]) => Promise<Place[]>;
  readonly close: () => Promise<void>;
}

/** Milliseconds after which what was appended is brought to the disk. */
const syncEveryMs = 5000;

/**
 * Opens a journal or begins one; `onRecord` hears of all that's in it. A torn last line is cut off.
 * Errors: `bad-request` when the file isn't one of records; `not-written` when it can't be written.
 */
export async function openJournal(file: string, onRecord: (line: RecordLine) => void): Promise<Journal> {
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT).catch((thrown: unknown) => {
    throw writeError('an output file that can be written', thrown);
  });
  try {
    return journalOf(file, handle, await readAll(file, handle, onRecord));
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

/** Reads what's there and mends its end; the bytes of it. */
async function readAll(file: string, handle: FileHandle, onRecord: (line: RecordLine) => void): Promise<number> {
  // Of a run that was killed while it put its file in order; the file itself is whole.
  await rm(tmpOf(file), { force: true });
  const last = { end: 0, isEnded: true };
  for await (const line of recordLines(handle)) {
    onRecord(line);
    last.end = line.offset + line.length + 1;
    last.isEnded = line.isEnded;
  }
  try {
    if (!last.isEnded) await handle.write('\n', last.end - 1);
    await handle.truncate(last.end);
  } catch (thrown) {
    throw writeError('an output file that can be written', thrown);
  }
  return last.end;
}

const tmpOf = (file: string): string => `${file}.tmp`;

function journalOf(file: string, opened: FileHandle, size: number): Journal {
  let [handle, end] = [opened, size];
  let syncedAt = performance.now();
  // One write after the other; once one has failed, so do all that follow.
  let last: Promise<unknown> = Promise.resolve();

  const append = async (bytes: Buffer): Promise<Place> => {
    try {
      await writeAll(handle, bytes, end);
      if (performance.now() - syncedAt >= syncEveryMs) {
        await handle.datasync();
        syncedAt = performance.now();
      }
    } catch (thrown) {
      // Half a line is no harm to the next run, but to whoever looks into the file before.
      await handle.truncate(end).catch(() => undefined);
      throw writeError('room for a record', thrown);
    }
    const place = { offset: end, length: bytes.length - 1 };
    end += bytes.length;
    return place;
  };

  return {
    append(record) {
      const work = last.then(() => append(Buffer.from(`${JSON.stringify(record)}\n`)));
      last = work;
      // Whoever called hears of it.
      work.catch(() => undefined);
      return work;
    },
    read: async (place) => JSON.parse((await bytesAt(handle, place)).toString('utf8')) as ResultRecord,
    async arrange(places) {
      await last;
      try {
        if (liesInOrder(places, end)) await handle.sync();
        else handle = await replace(file, handle, places);
        const arranged = closeUp(places);
        end = endOf(arranged);
        return arranged;
      } catch (thrown) {
        throw writeError('to put the records in order; all of them are kept', thrown);
      }
    },
    close: () => handle.close(),
  };
}

/** Bytes up to the end of the last record's line. */
function endOf(places: readonly Place[]): number {
  const last = places.at(-1);
  return last ? last.offset + last.length + 1 : 0;
}

/** The same records one after the other, from the file's start. */
function closeUp(places: readonly Place[]): Place[] {
  let at = 0;
  return places.map(({ length }) => {
    const place = { offset: at, length };
    at += length + 1;
    return place;
  });
}

/** Whether the places are the whole file already, one after the other. */
function liesInOrder(places: readonly Place[], end: number): boolean {
  const arranged = closeUp(places);
  return endOf(arranged) === end && arranged.every(({ offset }, i) => offset === places[i]?.offset);
}

/** Bytes that are written at once. */
const batchBytes = 2 ** 20;

/** The new file, opened. */
async function replace(file: string, from: FileHandle, places: readonly Place[]): Promise<FileHandle> {
  const tmp = tmpOf(file);
  // Who may read the file may read the new one, and nobody else.
  const to = await open(tmp, 'w', (await from.stat()).mode);
  try {
    let [batch, size, at] = [[] as Buffer[], 0, 0];
    const flush = async () => {
      await writeAll(to, Buffer.concat(batch), at);
      [batch, at, size] = [[], at + size, 0];
    };
    for (const place of places) {
      batch.push(await bytesAt(from, place), Buffer.from('\n'));
      size += place.length + 1;
      if (size >= batchBytes) await flush();
    }
    await flush();
    await to.sync();
  } catch (thrown) {
    await to.close();
    await rm(tmp, { force: true });
    throw thrown;
  }
  await to.close();
  // Windows doesn't exchange a file that's open.
  await from.close();
  await rename(tmp, file);
  await syncFolder(path.dirname(file));
  return open(file, constants.O_RDWR);
}

/** Brings the new name to the disk. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function bytesAt(handle: FileHandle, { offset, length }: Place): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
  if (bytesRead !== length) throw new Error('the file has become shorter');
  return buffer;
}

/** The system may take a part only, where room runs out: the next part gets the error. */
async function writeAll(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}
