/** What a camera or a photo is said to be, by the program or by a person. */
import type { Brand, Camera, OkRecord } from '../recognise/result.js';

/** Share of the upright photo: x, y, width, height, 0..1. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** What a camera is said to be. */
export type CameraAnswer = Brand | 'other-brand' | 'unknown-brand';

/** What a person says about something that the program took for a camera. */
export type CameraVerdict = CameraAnswer | 'not-a-camera';

/** What a photo is said to show. */
export type Answer = CameraAnswer | 'no-camera';

/** Every answer for a camera, in the order of their keys 1 to 4. */
export const cameraAnswers: readonly CameraAnswer[] = ['hikvision', 'dahua', 'other-brand', 'unknown-brand'];

/** What a photo may count as once it's through, in the order in which it's shown. */
export const photoAnswers: readonly (Answer | 'failed')[] = [...cameraAnswers, 'no-camera', 'failed'];

/** The program's answer for a camera. */
export const answerOfCamera = (camera: Camera): CameraAnswer => (camera.kind === 'brand' ? camera.brand : camera.kind);

/** The program's answer for a photo. */
export const answerOfRecord = ({ verdict }: OkRecord): Answer =>
  verdict.kind === 'brand' ? verdict.brand : verdict.kind;

/** The camera that decided a photo's answer. */
export const decidingCameraOf = ({ verdict, cameras }: OkRecord): Camera | undefined =>
  verdict.camera === null ? undefined : cameras[verdict.camera];

/** Whether two spellings are of one maker's name: `EZ-IP` and `ezip`, `Axis` and `Axis Communications`. */
export function isSameName(a: string, b: string): boolean {
  const words = (name: string): string[] => name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [name];
  const [shorter = [], longer = []] = [words(a), words(b)].sort((one, other) => one.length - other.length);
  return shorter.join('') === longer.join('') || shorter.every((word, i) => word === longer[i]);
}

/** The brand that a verdict may claim, where a name is its own: whoever writes it as another maker's name means the brand. */
export const brandNamed = (name: string): Brand | undefined =>
  (['hikvision', 'dahua'] as const).find((brand) => brand === name.trim().toLowerCase());

const rank: Readonly<Record<CameraAnswer, number>> = { hikvision: 2, dahua: 2, 'other-brand': 1, 'unknown-brand': 0 };

/** Rule 7 of the README: a brand before another brand before unknown; of equals, the first. Without any: `no-camera`. */
export function bestOf(answers: readonly CameraAnswer[]): Answer {
  const best = Math.max(...answers.map((answer) => rank[answer]));
  return answers.find((answer) => rank[answer] === best) ?? 'no-camera';
}

/** Intersection over union of two boxes, 0..1. */
export function iouOf(a: Box, b: Box): number {
  const overlap = (from: number, length: number, otherFrom: number, otherLength: number) =>
    Math.max(0, Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom));
  const both = overlap(a[0], a[2], b[0], b[2]) * overlap(a[1], a[3], b[1], b[3]);
  const either = a[2] * a[3] + b[2] * b[3] - both;
  return either > 0 ? both / either : 0;
}
