/** A labelled picture beside what was answered, and which pictures are scored where. */
import { z } from 'zod';
import { brandSchema, type ResultRecord } from '../recognise/result.js';

const share = z.number().min(0).max(1);

/** One line of a labelled manifest. Fields that aren't named here are let through unread. */
export const manifestRowSchema = z.object({
  id: z.string(),
  /** Relative to the manifest's folder; null when the picture comes as a cut-out only. */
  image: z.string().nullable(),
  split: z.string(),
  /** `hikvision`, `dahua`, `other:<name>`, `generic` (can't be told), `none` (no camera), `unknown` (left out). */
  brand: z.string(),
  /** Who builds it, where the name differs. */
  family: brandSchema.nullable().catch(null),
  form: z.string(),
  scene: z.string(),
  origin: z.string(),
  source: z.string(),
  wordmarkLegible: z.boolean().nullable(),
  markOn: z.string().nullable().default(null),
  boxes: z.array(z.tuple([share, share, share, share])),
});

/** A labelled picture. */
export type ManifestRow = z.infer<typeof manifestRowSchema>;

/** A labelled picture and its record. */
export interface Sample {
  readonly row: ManifestRow;
  readonly record: ResultRecord;
}

const cameraForms = new Set(['bullet', 'turret', 'dome', 'ptz', 'cube', 'fisheye', 'panoramic', 'box', 'doorbell']);
/** Real scenes, and ones composed of cut-outs on real photos (`training-notes/recipe/make_scenes.py`). */
const mountedScenes = new Set(['in-situ', 'composed']);
const cameraScenes = new Set(['studio', 'poster', 'packaging', ...mountedScenes]);

/** Whether a picture counts for the headline: a camera's form in a scene with a camera, or no camera at all. */
export function isHeadline({ brand, form, scene }: ManifestRow): boolean {
  if (brand === 'unknown') return false;
  return brand === 'none' || (cameraForms.has(form) && cameraScenes.has(scene));
}

/** Whether a picture is reported apart: recorders, accessories, logos, line-ups. */
export function isApart(row: ManifestRow): boolean {
  return row.brand !== 'unknown' && !isHeadline(row);
}

/** Whether the label is one of the two brands. */
export function isBranded({ brand }: ManifestRow): boolean {
  return brandSchema.safeParse(brand).success;
}

/** Whether a picture shows a place rather than a product. */
export function isInSitu({ scene }: ManifestRow): boolean {
  return mountedScenes.has(scene);
}
