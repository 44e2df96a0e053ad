/** Counts a JPEG's scans: each may go over all of the picture's coefficients and take no more than some dozen bytes of the file. */
import { WhosecamError } from '../errors.js';

/** mozjpeg's longest scripts have about 70. 100,000 scans in 1.7 MB took 49 s. */
const maxScans = 100;

/** Markers (ITU-T T.81, table B.1). */
const [startOfScan, endOfImage] = [0xda, 0xd9];

/** TEM, RSTm and SOI have no length; a zero is a byte of coded data. */
const standsAlone = (code: number): boolean => code <= 0x01 || (code >= 0xd0 && code <= 0xd8);

/** Goes from marker to marker as libjpeg does (jdmarker.c), up to the end of the first picture. @throws WhosecamError `unreadable`. */
export function checkScans(bytes: Uint8Array): void {
  let scans = 0;
  for (let at = bytes.indexOf(0xff, 2); at >= 0; at = bytes.indexOf(0xff, at)) {
    while (bytes[at] === 0xff) at += 1;
    const code = bytes[at] ?? endOfImage;
    if (code === endOfImage) return;
    at += 1;
    if (standsAlone(code)) continue;
    if (code === startOfScan) scans += 1;
    if (scans > maxScans) {
      throw new WhosecamError('unreadable', `Expected a JPEG of at most ${maxScans} scans; received more`);
    }
    at += (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  }
}
