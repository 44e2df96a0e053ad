/** Reads a file of records line by line, so that no more than a line of it is held at once. */
import type { FileHandle } from 'node:fs/promises';
import { WhosecamError } from '../errors.js';
import { recordSchema, type ResultRecord } from '../recognise/result.js';
import { isTornLine, jsonOf } from './json-lines.js';

/** A record and where its line lies. */
export interface RecordLine {
  readonly record: ResultRecord;
  /** As it's written. */
  readonly text: string;
  /** Bytes from the file's start to the line's. */
  readonly offset: number;
  /** Bytes of the record, without its line end. */
  readonly length: number;
  /** False for a last line that lacks its line end. */
  readonly isEnded: boolean;
}

/** No record is longer; a file without lines isn't read to its end. */
const maxLineBytes = 2 ** 24;

const lineEnd = 0x0a;

/**
 * The records of a file, in its order. A torn last line, the beginning of a record, is left out: a run was killed, or the power
 * went, while it was written. Errors: `bad-request` with the first line that's anything else.
 */
export async function* recordLines(handle: FileHandle): AsyncGenerator<RecordLine, void> {
  let number = 0;
  for await (const { bytes, offset, isEnded } of linesOf(handle)) {
    number += 1;
    const text = bytes.toString('utf8');
    if (text.trim() === '') continue;
    const parsed = recordSchema.safeParse(jsonOf(text));
    if (parsed.success) yield { record: parsed.data, text, offset, length: bytes.length, isEnded };
    else if (isEnded || !isTorn(text)) {
      throw new WhosecamError('bad-request', `Expected a record of a run in line ${number}; it is something else`);
    }
  }
}

interface Line {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly isEnded: boolean;
}

async function* linesOf(handle: FileHandle): AsyncGenerator<Line, void> {
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let begin = 0;
    for (let end = rest.indexOf(lineEnd); end >= 0; end = rest.indexOf(lineEnd, begin)) {
      yield { bytes: rest.subarray(begin, end), offset: offset + begin, isEnded: true };
      begin = end + 1;
    }
    offset += begin;
    rest = rest.subarray(begin);
    if (rest.length > maxLineBytes) break;
  }
  if (rest.length > 0) yield { bytes: rest, offset, isEnded: false };
}

/** Where the power went, the system may have filled a file up with zeros. */
const isTorn = (text: string): boolean => isTornLine(text.replace(/\0+$/, ''), 'whosecam.result/1');
