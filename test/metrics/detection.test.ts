import { expect, it } from 'vitest';
import { falseAlarmFigures, foundFigures } from '../../src/metrics/detection.js';
import type { Sample } from '../../src/metrics/sample.js';
import type { Camera } from '../../src/recognise/result.js';
import { answered, rowOf, sampleOf } from '../support/samples.js';

type Box = Camera['box'];

/** Labelled boxes and the boxes that were reported. */
const boxed = (labelled: Box[], reported: Box[]): Sample => ({
  row: rowOf({ scene: 'in-situ', boxes: labelled }),
  record: answered(reported.length > 0 ? 'unknown-brand' : 'no-camera', 0.9, reported),
});

const square: Box = [0.1, 0.1, 0.2, 0.2];
// Shifted by half its width: overlap 0.5, union 1.5, IoU 1/3.
const shifted: Box = [0.2, 0.1, 0.2, 0.2];
const far: Box = [0.7, 0.7, 0.2, 0.2];

it('counts pictures with a camera that is met, by overlap', () => {
  const samples = [
    boxed([square], [square]),
    boxed([square], [far, shifted]),
    boxed([square], [far]),
    boxed([square], []),
    { row: rowOf({ scene: 'in-situ', boxes: [square] }), record: answered('failed') },
    boxed([], [square]),
  ];
  expect(foundFigures(samples)).toMatchObject({
    any: { k: 3, n: 5 },
    iou30: { k: 2, n: 5 },
    iou50: { k: 1, n: 5 },
  });
});

it('meets each labelled box by a reported one of its own', () => {
  const twoByOne = boxed([square, shifted], [square]);
  const twoByTwo = boxed([square, far], [far, shifted]);
  expect(foundFigures([twoByOne, twoByTwo])).toMatchObject({
    iou30: { k: 2, n: 2 },
    boxesIou30: { k: 3, n: 4 },
    boxesIou50: { k: 2, n: 4 },
  });
});

it('counts cameras and brands where there are none', () => {
  const samples = [
    sampleOf({ brand: 'none' }, 'no-camera'),
    sampleOf({ brand: 'none' }, 'unknown-brand'),
    sampleOf({ brand: 'none' }, 'dahua'),
    sampleOf({ brand: 'none' }, 'failed'),
    sampleOf({ brand: 'dahua' }, 'dahua'),
  ];
  expect(falseAlarmFigures(samples)).toMatchObject({ cameraReported: { k: 2, n: 4 }, brandClaimed: { k: 1, n: 4 } });
});
