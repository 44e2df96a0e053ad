import { expect, it } from 'vitest';
import { gridOf, windowOf } from '../../../src/page/report/grid.js';

it.each([
  { width: 358, minWidth: 150, columns: 2 },
  { width: 313, minWidth: 150, columns: 1 },
  { width: 314, minWidth: 150, columns: 2 },
  { width: 10, minWidth: 150, columns: 1 },
])('$width px hold $columns columns', ({ width, minWidth, columns }) => {
  const grid = gridOf(7, width, minWidth, 14);
  expect(grid.columns).toBe(columns);
  expect(grid.rows).toBe(Math.ceil(7 / columns));
  expect(grid.cardWidth * columns + 14 * (columns - 1)).toBeCloseTo(width, 9);
});

/** 5,000 cards in 5 columns, rows of 200 px, a screen of 1,000 px. */
const at = (top: number) => windowOf({ columns: 5, rows: 1000 }, 5000, { top, height: 1000, rowHeight: 200 });

it.each([
  { where: 'at the top', top: 0, range: [0, 8 * 5] },
  { where: 'just above the screen', top: -900, range: [0, 4 * 5] },
  { where: 'far below the screen', top: -50_000, range: [0, 0] },
  { where: 'in the middle', top: 100_000, range: [497 * 5, 508 * 5] },
  { where: 'at its end', top: 199_000, range: [992 * 5, 5000] },
  { where: 'past its end', top: 900_000, range: [5000, 5000] },
])('the list $where: cards $range', ({ top, range }) => {
  expect(at(top)).toEqual(range);
});

it('a last row that is not full ends with the last card', () => {
  expect(windowOf({ columns: 5, rows: 2 }, 7, { top: 0, height: 1000, rowHeight: 200 })).toEqual([0, 7]);
});
