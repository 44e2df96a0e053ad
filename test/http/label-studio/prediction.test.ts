import { expect, it } from 'vitest';
import type { Control } from '../../../src/http/label-studio/interface.js';
import { predictionOf, predictionSchema } from '../../../src/http/label-studio/prediction.js';
import { hikvisionRecordOf, okRecordOf } from '../../support/records.js';

const at = { fromName: 'f', toName: 'photo', labelOf: (answer: string) => answer.toUpperCase() };
const boxes: Control = { kind: 'RectangleLabels', ...at };
const choices: Control = { kind: 'Choices', ...at };

it('gives boxes in percent of the upright photo, with the camera and its confidence', () => {
  const prediction = predictionOf(hikvisionRecordOf(), [boxes]);
  expect(predictionSchema.parse(prediction)).toEqual({
    model_version: 'tiny-1 0.0.1',
    score: 0.97,
    result: [
      {
        id: 'f-camera-1',
        type: 'rectanglelabels',
        from_name: 'f',
        to_name: 'photo',
        score: 0.97,
        original_width: 1000,
        original_height: 500,
        image_rotation: 0,
        value: {
          x: expect.closeTo(10, 9) as number,
          y: expect.closeTo(20, 9) as number,
          width: expect.closeTo(30, 9) as number,
          height: expect.closeTo(40, 9) as number,
          rotation: 0,
          rectanglelabels: ['HIKVISION'],
        },
      },
    ],
  });
});

it("gives the photo's answer as a choice, also where there is no camera", () => {
  const choiceOf = (record: Parameters<typeof predictionOf>[0]) => predictionOf(record, [choices]).result;
  expect(choiceOf(hikvisionRecordOf())).toMatchObject([{ type: 'choices', value: { choices: ['HIKVISION'] } }]);
  expect(choiceOf(okRecordOf())).toMatchObject([{ score: 0.9, value: { choices: ['NO-CAMERA'] } }]);
  expect(predictionOf(okRecordOf(), [boxes]).result).toEqual([]);
});
