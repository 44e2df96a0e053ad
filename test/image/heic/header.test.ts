import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WhosecamError } from '../../../src/errors.js';
import { boxesOf, maxCount, readerOf } from '../../../src/image/heic/boxes.js';
import { readHeicHeader } from '../../../src/image/heic/header.js';
import { box, exifItem, gridOf, heicOf, imir, irot, ispe, number } from '../../support/heic.js';
import { readFixture } from '../../support/fixtures.js';

const nothing = Buffer.from('none');
const codeOf = (bytes: Uint8Array): string => {
  try {
    readHeicHeader(bytes);
    return 'none';
  } catch (error) {
    return error instanceof WhosecamError ? error.code : 'other';
  }
};

describe('boxes', () => {
  it('are read one after the other, up to one that is cut off', () => {
    const bytes = Buffer.concat([box('aaaa', nothing), box('bbbb'), box('cccc', nothing).subarray(0, -1)]);
    expect(boxesOf(bytes).map(({ type, body }) => [type, body.length])).toEqual([
      ['aaaa', 4],
      ['bbbb', 0],
    ]);
  });

  it('may have a length of 64 bits, or go on to the end', () => {
    const long = Buffer.concat([number(1, 4), Buffer.from('long'), number(0, 2), number(20, 6), nothing]);
    const open = Buffer.concat([number(0, 4), Buffer.from('open'), nothing, nothing]);
    expect(boxesOf(Buffer.concat([long, open])).map(({ body }) => body.length)).toEqual([4, 8]);
  });

  it.each([2, 7])('end where one says that it has %i bytes', (size) => {
    expect(boxesOf(Buffer.concat([number(size, 4), Buffer.from('tiny'), nothing]))).toEqual([]);
  });

  it('are counted: a file of nothing but boxes is refused', () => {
    const many = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => box('free')));
    expect(boxesOf(many(maxCount))).toHaveLength(maxCount);
    expect(() => boxesOf(many(maxCount + 1))).toThrow(RangeError);
    expect(readerOf(number(maxCount, 4)).count(4)).toBe(maxCount);
    expect(() => readerOf(number(maxCount + 1, 4)).count(4)).toThrow(RangeError);
  });

  it('give numbers exactly up to 53 bits, and none past the end', () => {
    expect(readerOf(Buffer.from('001fffffffffffff', 'hex')).number(8)).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => readerOf(nothing).number(5)).toThrow(RangeError);
  });
});

describe('the size', () => {
  it.each([
    { what: 'as it is stored', turns: [], size: [640, 480] },
    { what: 'turned by a quarter', turns: [irot(1)], size: [480, 640] },
    { what: 'turned by a half', turns: [irot(2)], size: [640, 480] },
    { what: 'turned by three quarters and mirrored', turns: [irot(3), imir(0)], size: [480, 640] },
  ])('is that of the upright picture: $what', ({ turns, size }) => {
    const bytes = heicOf([{ type: 'hvc1', data: nothing, properties: [ispe(640, 480), ...turns] }]);
    expect(readHeicHeader(bytes)).toMatchObject({ width: size[0], height: size[1] });
  });

  it('is the primary picture, the largest may be another', () => {
    const items = [
      { type: 'hvc1', data: nothing, properties: [ispe(4000, 3000)] },
      { type: 'hvc1', data: nothing, properties: [ispe(64, 48)] },
    ];
    expect(readHeicHeader(heicOf(items, 2))).toMatchObject({
      width: 64,
      height: 48,
      largest: { width: 4000, height: 3000 },
    });
  });

  it.each([true, false])('of a grid counts where the grid says more than its ispe (in the meta box: %s)', (inIdat) => {
    const tile = { type: 'hvc1', data: nothing, properties: [ispe(512, 512)] };
    const grid = { type: 'grid', data: gridOf(1, 1, 60_000, 50_000), properties: [ispe(512, 512)], inIdat };
    const { width, largest } = readHeicHeader(heicOf([tile, grid], 2));
    expect({ width, largest }).toEqual({ width: 512, largest: { width: 60_000, height: 50_000 } });
  });

  it('of an overlay counts, too', () => {
    const data = Buffer.concat([number(0, 2), Buffer.alloc(8), number(30_000, 2), number(20_000, 2)]);
    const { largest } = readHeicHeader(heicOf([{ type: 'iovl', data, properties: [ispe(10, 10)] }]));
    expect(largest).toEqual({ width: 30_000, height: 20_000 });
  });
});

it('finds the EXIF block behind the distance that it begins with', () => {
  const picture = { type: 'hvc1', data: nothing, properties: [ispe(4, 4)] };
  const block = Buffer.from('II*\0 and so on', 'latin1');
  expect(Buffer.from(readHeicHeader(heicOf([picture, exifItem(block, 1)])).exif ?? [])).toEqual(block);
  expect(readHeicHeader(heicOf([picture])).exif).toBeUndefined();
});

describe('a broken header', () => {
  const picture = heicOf([{ type: 'hvc1', data: nothing, properties: [ispe(4, 4)] }]);
  it.each([
    { what: 'no size', bytes: heicOf([{ type: 'hvc1', data: nothing }]) },
    { what: 'a width of nothing', bytes: heicOf([{ type: 'hvc1', data: nothing, properties: [ispe(0, 4)] }]) },
    {
      what: 'a primary that is not there',
      bytes: heicOf([{ type: 'hvc1', data: nothing, properties: [ispe(4, 4)] }], 2),
    },
    { what: 'a grid of too few bytes', bytes: heicOf([{ type: 'grid', data: nothing, properties: [ispe(4, 4)] }]) },
    { what: 'no meta box', bytes: picture.subarray(0, 24) },
    { what: 'half a meta box', bytes: picture.subarray(0, 100) },
  ])('with $what is unreadable', ({ bytes }) => {
    expect(codeOf(bytes)).toBe('unreadable');
    expect(codeOf(picture)).toBe('none');
  });

  it('never ends in another error, whatever its bytes are', async () => {
    const phone = await readFixture('difficulty/phone.heic');
    const change = fc.record({ at: fc.nat(420), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(phone);
        for (const { at, value } of changes) bytes[at] = value;
        expect(['none', 'unreadable']).toContain(codeOf(bytes));
      }),
    );
  });
});
