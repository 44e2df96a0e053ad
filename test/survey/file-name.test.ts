import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nameOf, systemName } from '../../src/survey/file-name.js';

const bytesOf = (name: string): Buffer => Buffer.from(systemName(name));

it.each(['a.jpg', 'Süd.jpg', 'カメラ.jpg', '📷.jpg', '\uFEFF.jpg', '\uFFFD.jpg', ''])(
  'leaves a name in UTF-8 alone: %s',
  (name) => {
    expect(nameOf(Buffer.from(name))).toBe(name);
    expect(systemName(name)).toBe(name);
  },
);

it.each([
  [[0x53, 0xfc, 0x64], 'S\uDCFCd'],
  [[0xc3, 0xa4, 0xe4], 'ä\uDCE4'],
  // The beginning of a character, and a surrogate as CESU-8 has it.
  [[0xe2, 0x82], '\uDCE2\uDC82'],
  [[0xed, 0xb3, 0xbc], '\uDCED\uDCB3\uDCBC'],
  [[0xf0, 0x9f, 0x93, 0xb7, 0xff], '📷\uDCFF'],
])('writes bytes that are not UTF-8 as Python does: %j', (bytes, name) => {
  expect(nameOf(Uint8Array.from(bytes))).toBe(name);
  expect([...bytesOf(name)]).toEqual(bytes);
});

it('finds every name again, also through JSON', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const name = JSON.parse(JSON.stringify(nameOf(bytes))) as string;
      expect([...bytesOf(name)]).toEqual([...bytes]);
    }),
    { numRuns: 2000 },
  );
});
