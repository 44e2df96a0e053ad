/** Small photos in a folder: rendered ones of fixtures/photos, scaled down, so that a run of the real model is short. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

const photos = path.join(import.meta.dirname, '../../fixtures/photos');

/** Writes `count` different photos, half of them into a folder of their own. */
export async function writeSmallPhotos(folder: string, count: number): Promise<void> {
  await mkdir(path.join(folder, 'Rathaus Süd'), { recursive: true });
  const names = (await readdir(photos)).filter((name) => name.endsWith('.jpg')).sort();
  for (let i = 0; i < count; i++) {
    const bytes = await sharp(await readFile(path.join(photos, names[i] ?? '')))
      .resize({ width: 160 })
      .jpeg()
      .toBuffer();
    await writeFile(path.join(folder, i % 2 === 0 ? 'Rathaus Süd' : '.', `${i}.jpg`), bytes);
  }
}
