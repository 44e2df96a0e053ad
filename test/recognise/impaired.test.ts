import { beforeAll, describe, expect, it } from 'vitest';
import { defaultBundleFolder, loadBundle } from '../../src/bundle/load.js';
import { createRecogniser, type Recogniser } from '../../src/recognise/recognise.js';
import type { Camera, Verdict } from '../../src/recognise/result.js';
import { readFixture, readTruth } from '../support/fixtures.js';
import { blurredPhoto, cutPhoto, darkPhoto, distantPhoto } from '../support/impaired.js';
import { wideLimits } from '../support/pictures.js';

let recogniser: Recogniser;
const letterPx = new Map<string, number>();
beforeAll(async () => {
  recogniser = await createRecogniser(await loadBundle(defaultBundleFolder()), { threads: 1 });
  for (const { file, cameras } of await readTruth()) letterPx.set(file, cameras[0]?.markHeightPx ?? 0);
}, 60_000);

async function answerTo(bytes: Uint8Array): Promise<{ verdict: Verdict; camera: Camera }> {
  const { verdict, cameras } = await recogniser.recognise(bytes, wideLimits);
  const camera = cameras[verdict.camera ?? -1];
  if (!camera) throw new Error('Expected a camera; received none');
  return { verdict, camera };
}

const bullet = '001-hikvision-bullet-brick.jpg';
const turret = '014-dahua-turret-ceiling.jpg';
const unmarkedBullet = '028-unmarked-bullet-brick.jpg';
const unmarkedDome = '030-unmarked-dome-ceiling.jpg';

describe('the reason is the impairment that was made', () => {
  type Impair = (file: string) => Promise<Uint8Array>;
  const expectReason = async (_: string, file: string, impair: Impair, reason: string): Promise<void> => {
    const { camera } = await answerTo(await impair(file));
    expect(camera).toMatchObject({ kind: 'unknown-brand', reason });
  };
  const cases: [string, string, Impair, string][] = [
    ['blurred by a third of its letters, if it had any', unmarkedBullet, (file) => blurredPhoto(file, 16), 'blurred'],
    ['cut by the edge of the photo', unmarkedDome, (file) => cutPhoto(file, 0, 0.6), 'occluded'],
    ['reduced to letters of 1.7 pixels', bullet, (file) => distantPhoto(file, 1.7 / 46.2), 'too-small'],
  ];
  it.each(cases)('%s', { timeout: 60_000 }, expectReason);

  // Why: training-notes/log.md, 'Reasons that are not given'. Whoever mends one of them moves it up.
  const notYet: typeof cases = [
    ['blurred by a third of its letters', bullet, (file) => blurredPhoto(file, 16), 'blurred'],
    ['with a three-thousandth of its light', turret, (file) => darkPhoto(file, 11.5), 'dark'],
  ];
  it.fails.each(notYet)('not yet: %s', { timeout: 60_000 }, expectReason);

  it.each([bullet, turret])('%s as it is has none: its mark is read', { timeout: 60_000 }, async (file) => {
    const { camera } = await answerTo(await readFixture(`photos/${file}`));
    expect(camera).toMatchObject({ kind: 'brand', flags: [] });
  });

  it.each([
    ['an unmarked bullet', () => readFixture(`photos/${unmarkedBullet}`)],
    ['an unmarked dome that the edge of the photo nearly touches', () => cutPhoto(unmarkedDome, 0, 0.78)],
  ])('%s has none: there is no evidence', { timeout: 60_000 }, async (_, photo) => {
    const { camera } = await answerTo(await photo());
    expect(camera).toMatchObject({ kind: 'unknown-brand', reason: 'no-evidence', flags: [] });
  });
});

describe('the advice on the same camera at growing distance', () => {
  const dahua = '011-dahua-bullet-brick.jpg';
  const at = async (file: string, px: number) => answerTo(await distantPhoto(file, px / (letterPx.get(file) ?? 1)));

  const expectAdvice = async (file: string, px: number): Promise<void> => {
    const { camera } = await at(file, px);
    expect(camera).toMatchObject({ kind: 'unknown-brand', reason: 'too-small', advice: { code: 'step-closer' } });
    const advised = px + (camera.kind === 'unknown-brand' ? (camera.advice.morePx ?? 0) : 0);
    expect((await at(file, advised)).verdict.kind).toBe('brand');
    expect((await at(file, advised / 2.5)).verdict.kind).toBe('unknown-brand');
  };

  // Tolerance: a factor of two and a half. The letters' height is a guess from the camera's size, and clean renders are read earlier.
  it.each<[string, number]>([
    [bullet, 1.7],
    [dahua, 2.2],
    [dahua, 1.7],
    [turret, 2],
    [turret, 1.7],
  ])('%s with letters of %d px: read at the advised size, not at two fifths of it', { timeout: 120_000 }, expectAdvice);

  // They are read at two fifths of the advised size already: more is advised than they need.
  it.fails.each<[string, number]>([
    [dahua, 2],
    [bullet, 1.4],
  ])('not yet: %s with letters of %d px', { timeout: 120_000 }, expectAdvice);
});
