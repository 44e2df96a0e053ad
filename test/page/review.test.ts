import { describe, expect, it } from 'vitest';
import { countsOf, passes, type Standing } from '../../src/page/filters.js';
import { commandOf } from '../../src/page/keyboard.js';

const standings: Standing[] = [
  { answer: 'hikvision', isReviewed: true },
  { answer: 'hikvision', isReviewed: false },
  { answer: 'no-camera', isReviewed: false },
  { answer: 'failed', isReviewed: false },
  { answer: null, isReviewed: false },
];

describe('filters', () => {
  it('count by the answer that counts, and what nobody has judged', () => {
    expect(countsOf(standings)).toEqual({
      all: 5,
      hikvision: 2,
      dahua: 0,
      'other-brand': 0,
      'unknown-brand': 0,
      'no-camera': 1,
      failed: 1,
      'to-review': 2,
    });
  });

  it('let failures and what is under way through to nobody as to be reviewed', () => {
    expect(standings.map((one) => passes(one, 'to-review'))).toEqual([false, true, true, false, false]);
  });
});

describe('keys', () => {
  const press = (key: string, changes = {}) =>
    commandOf({ key, ctrlKey: false, altKey: false, metaKey: false, ...changes });

  it.each([
    ['j', { kind: 'next' }],
    ['ArrowLeft', { kind: 'previous' }],
    ['C', { kind: 'confirm' }],
    ['x', { kind: 'judge', answer: 'not-a-camera' }],
    ['1', { kind: 'judge', answer: 'hikvision' }],
    ['4', { kind: 'judge', answer: 'unknown-brand' }],
    ['?', { kind: 'help' }],
  ])('%s', (key, command) => expect(press(key)).toEqual(command));

  it.each(['5', '0', 'q', 'Enter', 'constructor'])('%s means nothing', (key) => expect(press(key)).toBeUndefined());

  it.each(['ctrlKey', 'altKey', 'metaKey'])('with %s belong to the browser', (modifier) => {
    expect(press('c', { [modifier]: true })).toBeUndefined();
  });
});
