import { expect, it } from 'vitest';
import { createPace } from '../../src/survey/pace.js';

/** A pace of 1000 photos and its clock, at zero. */
function pace() {
  const clock = { ms: 0 };
  return { clock, pace: createPace(1000, () => clock.ms) };
}

it('says nothing in the first second', () => {
  const { clock, pace: one } = pace();
  one.add();
  clock.ms = 999;
  expect([one.perSecond(), one.secondsLeft()]).toEqual([undefined, undefined]);
  clock.ms = 1000;
  expect([one.perSecond(), one.secondsLeft()]).toEqual([1, 999]);
});

it('goes by what was done lately, and forgets what was quick before', () => {
  const { clock, pace: one } = pace();
  for (let i = 0; i < 500; i++) one.add();
  for (let halves = 1; halves <= 120; halves++) {
    clock.ms = halves * 500;
    one.add();
  }
  expect(one.perSecond()).toBeCloseTo(2, 6);
  expect(one.secondsLeft()).toBeCloseTo((1000 - 620) / 2, 6);
});

it('says nothing while nothing is done', () => {
  const { clock, pace: one } = pace();
  clock.ms = 5000;
  expect(one.perSecond()).toBeUndefined();
});

it('knows the pace of photos that take longer than what counts as lately', () => {
  const { clock, pace: one } = pace();
  for (let minutes = 1; minutes <= 5; minutes++) {
    clock.ms = minutes * 60_000;
    one.add();
  }
  expect(one.perSecond()).toBeCloseTo(1 / 60, 6);
});
