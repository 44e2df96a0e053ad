/** Instructions per photo, counted by valgrind's callgrind: see README.md. Linux only. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { defaultBundleFolder, loadBundle } from '../dist/bundle/load.js';
import { createRecogniser } from '../dist/recognise/recognise.js';
import { anyPhoto, readPhotos } from './photos.mjs';

const { values } = parseArgs({
  options: { photos: { type: 'string' }, folder: { type: 'string' }, rounds: { type: 'string' } },
});

/** Under valgrind: each photo of the folder, so many times. */
async function recogniseAll(folder, rounds) {
  const recogniser = await createRecogniser(await loadBundle(defaultBundleFolder()), { threads: 1 });
  const photos = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
  for (let round = 0; round < rounds; round += 1) {
    for (const photo of photos) await recogniser.recognise(photo, anyPhoto);
  }
}

async function countInstructions(folder, rounds) {
  // Code that V8 writes while it runs is no file's: valgrind must look whether it was changed.
  const options = ['--tool=callgrind', '--smc-check=all-non-file', '--callgrind-out-file=/dev/null'];
  const self = fileURLToPath(import.meta.url);
  const args = [...options, process.execPath, self, '--folder', folder, '--rounds', String(rounds)];
  const { stderr } = await promisify(execFile)('valgrind', args);
  return Number(/Collected : (\d+)/.exec(stderr)?.[1]);
}

async function main() {
  const folder = mkdtempSync(path.join(tmpdir(), 'whosecam-instructions-'));
  try {
    const photos = await readPhotos(values.photos, 15);
    for (const [i, photo] of photos.entries()) writeFileSync(path.join(folder, `${i}.jpg`), photo);
    // What starting and warming up takes is in both.
    const [once, twice] = [await countInstructions(folder, 1), await countInstructions(folder, 2)];
    const perPhoto = (twice - once) / photos.length;
    console.log(
      `${(perPhoto / 1e9).toFixed(2)} G instructions a photo, ${photos.length} photos; all with the start: ${(once / 1e9).toFixed(1)} G`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await (values.folder === undefined ? main() : recogniseAll(values.folder, Number(values.rounds)));
