/** Which cards of a long list are worth having in the document: those on the screen, and some rows around. */

/** Where cards stand. */
export interface Grid {
  readonly columns: number;
  readonly cardWidth: number;
  readonly rows: number;
}

/** As many columns as fit; pixels. */
export function gridOf(count: number, width: number, minWidth: number, gap: number): Grid {
  const columns = Math.max(1, Math.floor((width + gap) / (minWidth + gap)));
  return { columns, cardWidth: (width - gap * (columns - 1)) / columns, rows: Math.ceil(count / columns) };
}

/** Rows above and below the screen that are kept ready. */
const spareRows = 3;

/**
 * The cards to have, [from, to). `top`: pixels of the list that lie above the screen, negative when it begins below its
 * upper edge; `rowHeight` includes the gap.
 */
export function windowOf(
  { columns, rows }: Pick<Grid, 'columns' | 'rows'>,
  count: number,
  view: { readonly top: number; readonly height: number; readonly rowHeight: number },
): readonly [from: number, to: number] {
  const row = (px: number): number => Math.min(rows, Math.max(0, px));
  const first = row(Math.floor(view.top / view.rowHeight) - spareRows);
  const last = row(Math.ceil((view.top + view.height) / view.rowHeight) + spareRows);
  return [first * columns, Math.min(count, last * columns)];
}
