import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../src/metrics/metrics.js';
import { sliceFigures } from '../../src/metrics/slices.js';
import { answered, rowOf, sampleOf } from '../support/samples.js';

describe('all figures', () => {
  const metrics = metricsOf([
    sampleOf({ brand: 'hikvision' }, 'hikvision', 0.9),
    sampleOf({ brand: 'dahua', scene: 'in-situ', boxes: [[0.1, 0.2, 0.3, 0.4]] }, 'unknown-brand'),
    sampleOf({ brand: 'none', form: 'scene', scene: 'in-situ' }, 'no-camera', 0.9),
    sampleOf({ brand: 'none', form: 'other', scene: 'studio' }, 'dahua', 0.9),
    sampleOf({ brand: 'hikvision', form: 'nvr' }, 'hikvision', 0.9),
    sampleOf({ brand: 'hikvision', form: 'logo', scene: 'graphic' }, 'dahua', 0.9),
    sampleOf({ brand: 'unknown', scene: 'in-situ', boxes: [[0.1, 0.2, 0.3, 0.4]] }, 'hikvision', 0.9),
  ]);

  it('count for the headline what is a camera in a scene with one, and what has none', () => {
    expect(metrics.headline).toMatchObject({ pictures: 4, right: 1, wrong: 1, rightClaims: { k: 1, n: 2 } });
    expect(metrics.calibration.n).toBe(3);
    expect(metrics.leftOut).toBe(1);
  });

  it('keep recorders and logos apart', () => {
    expect(metrics.apart).toMatchObject({ nvr: { right: 1, wrong: 0 }, logo: { right: 0, wrong: 1 } });
  });

  it('list the worst errors of the headline', () => {
    expect(metrics.worst.map(({ error, label }) => [error, label])).toEqual([
      ['wrong-claim', 'none'],
      ['missed-mark', 'dahua'],
    ]);
  });

  it('look for cameras in real scenes, whatever the label', () => {
    expect(metrics.inSituFound.iou50).toMatchObject({ k: 2, n: 2 });
    expect(metrics.inSituFalseAlarms).toMatchObject({ cameraReported: { k: 0, n: 1 }, brandClaimed: { k: 0, n: 1 } });
    expect(metrics.falseAlarms).toMatchObject({ brandClaimed: { k: 1, n: 2 } });
  });
});

describe('slices', () => {
  const { slices } = {
    slices: sliceFigures([
      sampleOf({ source: 'b', form: 'bullet', boxes: [[0, 0, 0.2, 0.1]] }, 'hikvision'),
      sampleOf({ source: 'a', form: 'dome', wordmarkLegible: null }, 'dahua'),
      { row: rowOf({ source: 'a', form: 'dome' }), record: answered('failed') },
    ]),
  };

  it('have a part for each value, in order', () => {
    expect(Object.keys(slices.source ?? {})).toEqual(['a', 'b']);
    expect(slices.form?.bullet).toMatchObject({ pictures: 1, right: 1 });
    expect(slices.form?.dome).toMatchObject({ pictures: 2, wrong: 1, failed: 1 });
    expect(Object.keys(slices.wordmarkLegible ?? {})).toEqual(['null', 'true']);
  });

  it('know how sure and how often found: a box over a half of the labelled one', () => {
    const sample = {
      row: rowOf({ scene: 'in-situ', boxes: [[0, 0, 0.2, 0.1]] }),
      record: answered('hikvision', 0.8, [[0, 0, 0.1, 0.1]]),
    };
    const studio = { ...sample, row: { ...sample.row, scene: 'studio' } };
    expect(sliceFigures([sample, studio]).form?.bullet).toMatchObject({
      calibration: { n: 2, ece: expect.closeTo(0.2, 12) as number },
      found: { iou30: { k: 1, n: 1 }, iou50: { k: 1, n: 1 } },
    });
    expect(sliceFigures([studio]).form?.bullet?.found.iou30.share).toBeNull();
  });

  it('measure pictures and cameras by their longer side: 1000 px, 200 px', () => {
    expect(Object.keys(slices.pictureSide ?? {})).toEqual(['0640-1023', 'failed']);
    expect(Object.keys(slices.cameraSide ?? {})).toEqual(['0180-0249', 'no box']);
  });

  it.each([
    [319, '0000-0319'],
    [320, '0320-0639'],
    [2047, '1024-2047'],
    [2048, '2048-'],
  ])('know a picture of %i px, upright or not', (side, part) => {
    for (const size of [
      { width: side, height: 10 },
      { width: 10, height: side },
    ]) {
      const { row, record } = sampleOf({}, 'hikvision');
      const sized = { ...record, image: { ...size, format: 'jpeg' } } as typeof record;
      expect(Object.keys(sliceFigures([{ row, record: sized }]).pictureSide ?? {})).toEqual([part]);
    }
  });

  it.each([
    [0.089, '0000-0089'],
    [0.09, '0090-0129'],
    [0.4, '0400-'],
  ])('know the greatest camera, %f of 1000 px', (side, part) => {
    for (const box of [[0, 0, side, 0.001] as const, [0, 0, 0.001, 2 * side] as const]) {
      const sample = sampleOf({ boxes: [[0, 0, 0.01, 0.01], [...box]] }, 'hikvision');
      expect(Object.keys(sliceFigures([sample]).cameraSide ?? {})).toEqual([part]);
    }
  });

  it('have a failed photo that has a box apart, and figures of their own photos only', () => {
    const failed = { row: rowOf({ boxes: [[0, 0, 0.5, 0.5]], brand: 'dahua' }), record: answered('failed') };
    const figures = sliceFigures([failed, sampleOf({ brand: 'hikvision' }, 'hikvision')]);
    expect(Object.keys(figures.cameraSide ?? {})).toEqual(['failed', 'no box']);
    expect(figures.brand?.dahua).toMatchObject({ pictures: 1, failed: 1, right: 0 });
    expect(figures.brand?.hikvision).toMatchObject({ pictures: 1, failed: 0, right: 1 });
    expect(figures.cameraSide?.['no box']).toMatchObject({ pictures: 1, right: 1 });
  });
});
