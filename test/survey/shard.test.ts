import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseShard, shardOf } from '../../src/survey/shard.js';

it('reads the first and the last share', () => {
  expect(parseShard('1/16')).toEqual({ index: 1, of: 16 });
  expect(parseShard('16/16')).toEqual({ index: 16, of: 16 });
});

it.each(['0/16', '17/16', '3', '3/0', '-1/2', '1.5/2', '3/16/2', 'a/b', '', '1/100001'])('refuses %j', (text) => {
  expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: 'bad-request' }) as Error);
});

it('puts each photo into one share, whatever it is called', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (file, of) => {
      const index = shardOf(file, of);
      expect([index >= 1, index <= of, index === shardOf(file, of)]).toEqual([true, true, true]);
    }),
  );
});

it('stays as it is: parts of one survey may come from different releases of the program', () => {
  // printf photos/a.jpg | sha256sum: 58d4d8dec171..., modulo 16 that's 1, and shares begin with 1.
  expect(shardOf('photos/a.jpg', 16)).toBe(2);
});

it('makes shares of about the same size', () => {
  const counts = new Map<number, number>();
  for (let i = 0; i < 16_000; i++) {
    const index = shardOf(`walk ${i % 40}/IMG_${i}.jpg`, 16);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  // A thousand each, with a standard deviation of 31.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
});
