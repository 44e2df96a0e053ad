/**
 * Names of files as text and back. On Linux a name is any bytes, and old archives hold names that aren't UTF-8 (`S\xfcd.jpg`).
 * A byte that isn't is written as a lone surrogate, U+DC80 + byte - 0x80, as Python does (PEP 383): no two names become one,
 * and JSON carries it (`"S\udcfcd.jpg"`).
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const escaped = /[\uDC80-\uDCFF]/u;

/** The name as text. */
export function nameOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

/** UTF-8 where it is, byte by byte where it isn't. */
function decodeEscaping(bytes: Uint8Array): string {
  let name = '';
  for (let at = 0; at < bytes.length;) {
    const length = lengthAt(bytes, at);
    name +=
      length > 0 ? strict.decode(bytes.subarray(at, at + length)) : String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += Math.max(1, length);
  }
  return name;
}

/** Bytes of the character that begins here; 0 where none does. */
function lengthAt(bytes: Uint8Array, at: number): number {
  for (const length of [1, 2, 3, 4]) {
    try {
      if (strict.decode(bytes.subarray(at, at + length)) !== '') return length;
    } catch {
      // Not whole yet, or none.
    }
  }
  return 0;
}

/** What the file system is to be asked for: the name itself, or its bytes where they aren't UTF-8. */
export function systemName(name: string): string | Buffer {
  if (!escaped.test(name)) return name;
  // By code points: the second half of a pair isn't a lone surrogate.
  const parts = Array.from(name, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
  });
  return Buffer.concat(parts);
}
