// Photos of a survey of any size: those of fixtures/photos, re-encoded so that no two are alike, sideways, with time and place, nested,
// with unreadable files, copies, and names of every kind among them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Orientations of EXIF that turn and don't mirror, and the turn that undoes each. */
const turns = [
  { orientation: 1, degrees: 0 },
  { orientation: 3, degrees: 180 },
  { orientation: 6, degrees: 270 },
  { orientation: 8, degrees: 90 },
];
const placeNames = ['Rathaus Süd', '市政厅', 'Больница №2', 'town-hall', 'école primaire', 'a'.repeat(200)];

/** Degrees as EXIF writes them: degrees, minutes, seconds. */
const dms = (degrees) => {
  const whole = Math.floor(degrees);
  const minutes = Math.floor((degrees - whole) * 60);
  return `${whole}/1 ${minutes}/1 ${Math.round(((degrees - whole) * 60 - minutes) * 6000)}/100`;
};

/** The i-th photo's bytes: darker or lighter by its number, so that all differ. */
async function photoBytes(sources, side, i) {
  const { orientation, degrees } = turns[i % turns.length];
  const minute = new Date(Date.UTC(2026, 4, 1, 8, i)).toISOString();
  const taken = `${minute.slice(0, 10).replaceAll('-', ':')} ${minute.slice(11, 19)}`;
  return sharp(sources[i % sources.length])
    .resize(side, side, { fit: 'inside' })
    .linear(0.9 + (i % 21) / 100, 0)
    .rotate(degrees)
    .withExif({
      IFD0: { Make: 'whosecam', Model: 'rendered', Orientation: String(orientation), ImageDescription: `photo ${i}` },
      IFD2: { DateTimeOriginal: taken, OffsetTimeOriginal: '+01:00' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: dms(51.5 + (i % 1000) / 5000),
        GPSLongitudeRef: 'W',
        GPSLongitude: dms(0.1 + Math.floor(i / 1000) / 500),
      },
    })
    .jpeg({ quality: 70 + (i % 25) })
    .toBuffer();
}

/** Writes `count` photos, their longer side `side` pixels, into a folder; one in fifty is torn, one in fifty a copy of the one before. */
export async function makePhotos(folder, { count, side }) {
  const from = fileURLToPath(new URL('../fixtures/photos', import.meta.url));
  const sources = readdirSync(from)
    .filter((name) => name.endsWith('.jpg'))
    .sort()
    .map((name) => readFileSync(path.join(from, name)));
  let before = Buffer.from('not a picture');
  for (let i = 0; i < count; i++) {
    const place = path.join(folder, placeNames[i % placeNames.length], `walk ${Math.floor(i / 100)}`);
    mkdirSync(place, { recursive: true });
    const bytes = i % 50 === 49 ? before : await photoBytes(sources, side, i);
    writeFileSync(
      path.join(place, `IMG_${String(i).padStart(5, '0')}.JPG`),
      i % 50 === 24 ? bytes.subarray(0, bytes.length / 2) : bytes,
    );
    before = bytes;
  }
}
