import { expect, it } from 'vitest';
import { isApart, isBranded, isHeadline, manifestRowSchema } from '../../src/metrics/sample.js';
import { rowOf } from '../support/samples.js';

it.each([
  { row: {}, headline: true, apart: false },
  { row: { form: 'box', scene: 'in-situ', brand: 'generic' }, headline: true, apart: false },
  { row: { form: 'doorbell', scene: 'packaging', brand: 'other:ring' }, headline: true, apart: false },
  { row: { brand: 'none', form: 'scene', scene: 'in-situ' }, headline: true, apart: false },
  { row: { brand: 'none', form: 'logo', scene: 'graphic' }, headline: true, apart: false },
  { row: { scene: 'graphic' }, headline: false, apart: true },
  { row: { scene: 'screenshot' }, headline: false, apart: true },
  { row: { form: 'nvr' }, headline: false, apart: true },
  { row: { form: 'scene' }, headline: false, apart: true },
  { row: { brand: 'unknown' }, headline: false, apart: false },
])('$row: headline $headline, apart $apart', ({ row, headline, apart }) => {
  expect(isHeadline(rowOf(row))).toBe(headline);
  expect(isApart(rowOf(row))).toBe(apart);
});

it('knows the two brands from all other labels', () => {
  const labels = ['hikvision', 'dahua', 'other:hilook', 'generic', 'none', 'unknown'];
  expect(labels.filter((brand) => isBranded(rowOf({ brand })))).toEqual(['hikvision', 'dahua']);
});

it('takes a family that is none of the two as none', () => {
  expect(manifestRowSchema.parse({ ...rowOf(), family: 'uniview' }).family).toBeNull();
});
