// What mutants are made of: small pictures of our own in every format, with an EXIF block, a colour profile, alpha, frames and pages.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';

const fixture = (name) => readFileSync(new URL(`../../fixtures/difficulty/${name}`, import.meta.url));

const exif = {
  IFD0: { Make: 'Maker', Model: 'Model', ImageDescription: 'A wall' },
  IFD2: { DateTimeOriginal: '2026:05:01 10:00:00' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 8/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '11/1 34/1 0/1' },
};

/** Pictures of 64 x 48, waves of colour. */
function picture(pages = 1) {
  const data = Uint8Array.from({ length: 64 * 48 * pages * 3 }, (_, i) => (i * 7 + Math.floor(i / 192) * 11) % 256);
  return sharp(data, { raw: { width: 64, height: 48 * pages, channels: 3, ...(pages > 1 && { pageHeight: 48 }) } });
}

/** All seeds: {format, bytes}. */
export async function makeSeeds() {
  const dressed = () => picture().withExif(exif).withIccProfile('p3');
  const made = {
    jpeg: [dressed().jpeg(), picture().jpeg({ progressive: true }), picture().toColourspace('cmyk').jpeg()],
    png: [
      dressed().png(),
      picture().png({ progressive: true }),
      picture().png({ palette: true }),
      picture().ensureAlpha().png(),
    ],
    webp: [dressed().webp(), picture().webp({ lossless: true }), picture(3).webp()],
    avif: [dressed().avif({ effort: 0 }), picture().ensureAlpha(0.5).avif({ effort: 0 })],
    tiff: [
      dressed().tiff(),
      picture().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }),
      picture().tiff({ compression: 'jpeg' }),
    ],
    gif: [picture(2).gif()],
  };
  const seeds = [];
  for (const [format, pictures] of Object.entries(made))
    for (const one of pictures) seeds.push({ format, bytes: await one.toBuffer() });
  return [...seeds, { format: 'heic', bytes: fixture('bands.heic') }, { format: 'heic', bytes: fixture('phone.heic') }];
}
