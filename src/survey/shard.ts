/** A share of a survey's photos, so that several machines can run one survey: which photos are whose. Pure. */
import { sha256Of } from '../bundle/sha256.js';
import { WhosecamError } from '../errors.js';

/** One of `of` shares; the first is 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** More machines than that don't share one folder; and a mistyped number should be noticed. */
const mostShards = 100_000;

/** Reads `3/16`. Errors: `bad-request` for anything else, and for a share past the last one. */
export function parseShard(text: string): Shard {
  const [, index, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index === undefined || of === undefined || index < 1 || index > of || of > mostShards)
    throw new WhosecamError('bad-request', `Expected a shard such as 3/16, from 1 on; received ${text}`);
  return { index, of };
}

/** Which of `of` shares a photo is in, by its path as it was named: the same on every machine and in every order. */
export function shardOf(file: string, of: number): number {
  // 48 bits: exact in a number, and so many that no share is greater than others by rounding.
  return (Number.parseInt(sha256Of(Buffer.from(file)).slice(0, 12), 16) % of) + 1;
}
