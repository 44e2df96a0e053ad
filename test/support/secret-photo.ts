/** A photo that says much about its taker, in every place where a JPEG can: what a record may tell of it, and what nothing may. */
import sharp from 'sharp';
import { readFixture } from './fixtures.js';

/** Begins each text that no door may tell. */
const never = 'ZEBRAFISH';

/** What no record, report, log or error may hold: texts of the photo that the record has no place for, and its bytes themselves. */
export const neverTold = new RegExp(never, 'i');

/** What a record may hold, and a log, an error or the page's storage may not: when, with what and where it was taken. */
export const toldInRecords = /1987-06-05|1987:06:05|OKAPI|51\.43219|2\.64133|7713\.7|(?<!\d)123\.45(?!\d)/;

/** The places among them. */
export const places = /51\.43219|2\.64133|7713\.7|(?<!\d)123\.45(?!\d)/;

/** Texts by their place in the file. */
const texts = ['description', 'software', 'artist', 'copyright', 'comment', 'xmp', 'segment', 'trailer'] as const;
const textOf = (place: (typeof texts)[number]): string => `${never}-${place}`;

/** The texts that must be in the photo for a test to mean anything. */
export const secrets = texts.map(textOf);

/** A JPEG segment for comments (ISO/IEC 10918-1, B.2.4.5), put behind the start of the picture. */
function withComment(jpeg: Buffer, text: string): Buffer {
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, Buffer.from(text), jpeg.subarray(2)]);
}

/** A Hikvision camera at 51.4321972, -2.6413306, with all of it. */
export async function secretPhoto(): Promise<Buffer> {
  const jpeg = await sharp(await readFixture('photos/001-hikvision-bullet-brick.jpg'))
    .resize({ width: 1000 })
    .withExif({
      IFD0: {
        ...{ Make: 'OKAPI', Model: 'Phone 7', Software: textOf('software'), ImageDescription: textOf('description') },
        ...{ Artist: textOf('artist'), Copyright: textOf('copyright') },
      },
      IFD2: { DateTimeOriginal: '1987:06:05 04:03:02', UserComment: textOf('comment') },
      IFD3: {
        ...{ GPSLatitudeRef: 'N', GPSLatitude: '51/1 25/1 5591/100' },
        ...{ GPSLongitudeRef: 'W', GPSLongitude: '2/1 38/1 2879/100' },
        ...{ GPSAltitude: '77137/10', GPSImgDirectionRef: 'T', GPSImgDirection: '12345/100' },
      },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>${textOf('xmp')}</dc:creator></x:xmpmeta>`)
    .jpeg({ quality: 95 })
    .toBuffer();
  return Buffer.concat([withComment(jpeg, textOf('segment')), Buffer.from(textOf('trailer'))]);
}

/** The same photo cut off within its pixels: its head still says everything. */
export const tornPhoto = (photo: Buffer): Buffer => photo.subarray(0, Math.ceil(photo.length * 0.6));
