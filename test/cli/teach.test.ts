/** Brands that don't exist, taught from our own renders with the released model, then recognised in other pictures of them. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';
import { createRecogniser } from '../../src/recognise/recognise.js';
import type { Camera } from '../../src/recognise/result.js';
import { putFacts, writeTinyBundle } from '../support/bundle.js';
import { folderOf, run } from '../support/cli.js';
import { readFixture, readTruth } from '../support/fixtures.js';
import { wideLimits } from '../support/pictures.js';

const [render, otherRender] = ['031-unmarked-ptz-pole.jpg', '030-unmarked-dome-ceiling.jpg'];
/** The same housing in another light, place and turn, with a mark on it. */
const markedRender = '006-hikvision-ptz-pole.jpg';

/** The camera of a render as another photo might show it: nearer or farther, off the middle, in other light. */
async function variant(file: string, i: number): Promise<Uint8Array> {
  const [photo] = (await readTruth()).filter((one) => one.file === file);
  const [x, y, width, height] = photo?.cameras[0]?.box ?? [0, 0, 1, 1];
  const picture = sharp(await readFixture(`photos/${file}`));
  const { width: w, height: h } = await picture.metadata();
  const room = (share: number): number => 0.12 + 0.1 * (((i + 1) * share) % 1);
  const left = Math.round(Math.max(0, x - room(0.31)) * w);
  const top = Math.round(Math.max(0, y - room(0.57)) * h);
  const right = Math.round(Math.min(1, x + width + room(0.73)) * w);
  const bottom = Math.round(Math.min(1, y + height + room(0.91)) * h);
  return picture
    .extract({ left, top, width: right - left, height: bottom - top })
    .resize(500 + 40 * (i % 7))
    .modulate({ brightness: 0.8 + 0.05 * (i % 9) })
    .jpeg({ quality: 70 + 2 * (i % 11) })
    .toBuffer();
}

async function pictures(file: string, count: number): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'whosecam-teach-'));
  for (let i = 0; i < count; i += 1) await writeFile(path.join(folder, `${i}.jpg`), await variant(file, i));
  return folder;
}

/** The surest camera that a model sees on a picture. */
async function cameraOn(model: string, picture: Uint8Array): Promise<Camera | undefined> {
  const recogniser = await createRecogniser(await loadBundle(model), { threads: 1 });
  const { cameras } = await recogniser.recognise(picture, wideLimits);
  return [...cameras].sort((a, b) => b.detection - a.detection)[0];
}

const out = path.join(await mkdtemp(path.join(tmpdir(), 'whosecam-taught-')), 'acme');
const folder = await pictures(render, 12);
const unseen = await variant(render, 100);
let ran: Awaited<ReturnType<typeof run>>;

beforeAll(async () => {
  ran = await run(['teach', 'Acme', folder, '--out', out]);
}, 300_000);

describe('a brand that was taught', () => {
  it('is written beside the released model, with what to expect', async () => {
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^acme: 12 pictures; a camera was found on 12 of the 12 new ones\n/);
    expect(ran.stdout).toMatch(/\nrecognised when left out: 1[0-2] of 12 \(/);
    const [released, taught] = [await loadBundle(defaultBundleFolder()), await loadBundle(out)];
    expect(taught.bundle.version).toBe(`${released.bundle.version}+acme`);
    expect(released.gallery.taught).toEqual([]);
    const [acme] = taught.gallery.taught;
    expect(acme?.embeddings).toHaveLength(12);
    expect(acme?.falseMatches.k ?? 9).toBeLessThanOrEqual(0.01 * (acme?.falseMatches.n ?? 0));
  });

  it('is recognised on a picture that was not taught, by rule 9', async () => {
    expect(await cameraOn(out, unseen)).toMatchObject({ rule: 9, kind: 'other-brand', brandName: 'acme' });
  });

  it('is unknown to the released model', async () => {
    expect(await cameraOn(defaultBundleFolder(), unseen)).toMatchObject({ brandName: null });
  });

  it('leaves the word to a mark that was read', async () => {
    const camera = await cameraOn(out, await readFixture(`photos/${markedRender}`));
    expect(camera).toMatchObject({ rule: 2, kind: 'brand', brand: 'hikvision' });
  });

  // It was with 1.2.0's embedding: training-notes/log.md, 'Worse than 1.2.0'.
  it.fails('not yet: is seen in another render of the same housing', async () => {
    const camera = await cameraOn(out, await readFixture(`photos/${markedRender}`));
    expect(camera?.evidence).toContainEqual(expect.objectContaining({ type: 'gallery', brandName: 'acme' }));
  });

  it('is not seen in another housing', async () => {
    const camera = await cameraOn(out, await variant(otherRender, 100));
    expect(camera?.rule).not.toBe(9);
    expect(camera?.evidence.map(({ type }) => type)).not.toContain('gallery');
  });

  it('learns more when it is taught again, and a second brand beside it', async () => {
    const more = path.join(path.dirname(out), 'more');
    // Two pictures that are there already, and one that isn't.
    const again = await pictures(render, 2);
    await writeFile(path.join(again, 'new.jpg'), unseen);
    expect((await run(['teach', 'acme', again, '--model', out, '--out', more])).code).toBe(0);
    const { bundle, gallery } = await loadBundle(more);
    expect(gallery.taught[0]?.embeddings).toHaveLength(13);
    expect(bundle.version).toMatch(/\+acme$/);
  }, 60_000);

  it('is refused when it looks like a brand that is claimed', async () => {
    // The same cameras, but known as Hikvision's.
    const { bundle, gallery } = await loadBundle(out);
    const copy = path.join(path.dirname(out), 'claimed');
    await mkdir(copy);
    for (const { path: name } of Object.values(bundle.files)) {
      await writeFile(path.join(copy, name), await readFile(path.join(out, name)));
    }
    const references = (gallery.taught[0]?.embeddings ?? []).map((embedding) => ({
      brand: 'hikvision',
      family: 'hikvision',
      embedding,
    }));
    const facts = new TextEncoder().encode(JSON.stringify({ ...gallery, references, taught: [] }));
    await writeFile(path.join(copy, bundle.files.gallery.path), facts);
    const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', facts)).toString('hex');
    const file = { path: bundle.files.gallery.path, sha256, bytes: facts.length };
    await putFacts(copy, { ...bundle, files: { ...bundle.files, gallery: file } });
    const refused = await run(['teach', 'acme', folder, '--model', copy, '--out', `${copy}-taught`]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('12 of 12 look like one of theirs');
  }, 60_000);
});

describe('what cannot be taught ends with 2 and writes nothing', async () => {
  const model = await writeTinyBundle();
  const broken = await folderOf({ 'a.jpg': 'not a picture' });
  const target = path.join(broken, 'new');
  it.each([
    { args: ['!', broken], says: 'Expected a name' },
    { args: ['HIKVISION', broken], says: 'hikvision is claimed without teaching' },
    { args: ['acme', broken], says: 'Expected at least 10 different pictures of acme; received 0' },
    { args: ['acme', path.join(broken, 'nowhere')], says: 'received 0' },
  ])('$args.0: $says', async ({ args, says }) => {
    const { code, stderr } = await run(['teach', ...args, '--model', model, '--out', target]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    await expect(readFile(target)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says which picture it left out', async () => {
    const { stderr } = await run(['teach', 'acme', broken, '--model', model, '--out', target]);
    expect(stderr).toMatch(/left out .*a\.jpg: Expected/);
  });

  it('overwrites no bundle', async () => {
    const { code, stderr } = await run(['teach', 'acme', broken, '--model', model, '--out', model]);
    expect(code).toBe(2);
    expect(stderr).toContain('it has something in it');
  });
});

it('needs ten pictures: nine are too few', async () => {
  const target = `${out}-nine`;
  const { code, stderr } = await run(['teach', 'acme', await pictures(render, 9), '--out', target]);
  expect(code).toBe(2);
  expect(stderr).toContain('Expected at least 10 different pictures of acme; received 9');
}, 60_000);
