/** Tables for spreadsheets. */
import { stringify } from 'csv-stringify/sync';
import { inert } from '../page/cell.js';

/** What a cell may hold; null: empty. */
export type Cell = string | number | null;

/** What each column of a table holds, by its name, in order. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/** RFC 4180. Text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`) gets a `'` before it; numbers don't. */
const csvRows = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((cells) => cells.map((cell) => (typeof cell === 'string' ? inert(cell) : cell))),
    { record_delimiter: 'windows', quoted_match: [/[\r\n]/] },
  );

/** One row with its line's end. */
export const csvLine = (cells: readonly Cell[]): string => csvRows([cells]);

/** A whole table with the columns' names in its first row. */
export function csvTable<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const read = Object.values(columns);
  return csvRows([Object.keys(columns), ...rows.map((row) => read.map((column) => column(row)))]);
}
