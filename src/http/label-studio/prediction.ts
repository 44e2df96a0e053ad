/** A record as Label Studio's prediction for a task. */
import { z } from 'zod';
import type { Camera, OkRecord } from '../../recognise/result.js';
import type { Answer, Control } from './interface.js';

/** Percent of the upright photo's width or height. */
const percent = z.number().min(0).max(100);

const origin = { from_name: z.string(), to_name: z.string(), score: z.number() };

/** A camera's box with its label. */
const boxSchema = z.strictObject({
  id: z.string(),
  type: z.literal('rectanglelabels'),
  ...origin,
  original_width: z.int(),
  original_height: z.int(),
  /** Always 0: boxes are of the upright photo, as browsers show it. */
  image_rotation: z.literal(0),
  value: z.strictObject({
    x: percent,
    y: percent,
    width: percent,
    height: percent,
    rotation: z.literal(0),
    rectanglelabels: z.array(z.string()),
  }),
});

/** The photo's answer. */
const choiceSchema = z.strictObject({
  id: z.string(),
  type: z.literal('choices'),
  ...origin,
  value: z.strictObject({ choices: z.array(z.string()) }),
});

/** What the program says of one task. */
export const predictionSchema = z.strictObject({
  model_version: z.string(),
  /** The verdict's confidence. */
  score: z.number(),
  result: z.array(z.discriminatedUnion('type', [boxSchema, choiceSchema])),
});

/** A prediction. */
export type Prediction = z.infer<typeof predictionSchema>;

/** Name and version of a model in one word, as Label Studio keeps it beside each prediction. */
export const modelVersion = ({ id, version }: OkRecord['model']): string => `${id} ${version}`;

/** Fills in the controls of an interface. */
export function predictionOf(record: OkRecord, controls: readonly Control[]): Prediction {
  const { verdict, model } = record;
  return {
    model_version: modelVersion(model),
    score: verdict.confidence,
    result: controls.flatMap((control) =>
      control.kind === 'Choices' ? [choice(record, control)] : boxes(record, control),
    ),
  };
}

function choice({ verdict }: OkRecord, { fromName, toName, labelOf }: Control): Prediction['result'][number] {
  const choices = [labelOf(verdict.brand ?? verdict.kind)];
  return {
    id: `${fromName}-photo`,
    type: 'choices',
    from_name: fromName,
    to_name: toName,
    score: verdict.confidence,
    value: { choices },
  };
}

function boxes({ cameras, image }: OkRecord, { fromName, toName, labelOf }: Control): Prediction['result'] {
  return cameras.map((camera, i) => {
    const [x, y, width, height] = camera.box.map((share) => share * 100) as [number, number, number, number];
    return {
      id: `${fromName}-camera-${i + 1}`,
      type: 'rectanglelabels',
      from_name: fromName,
      to_name: toName,
      score: camera.confidence,
      original_width: image.width,
      original_height: image.height,
      image_rotation: 0,
      value: { x, y, width, height, rotation: 0, rectanglelabels: [labelOf(answerOf(camera))] },
    };
  });
}

const answerOf = (camera: Camera): Answer => (camera.kind === 'brand' ? camera.brand : camera.kind);
