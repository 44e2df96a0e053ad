/** Reads CSV as RFC 4180 has it; throws where a text isn't. */

/** Rows as objects by the names of the first row. */
export function readCsv(text: string): Record<string, string>[] {
  const [head, ...rows] = rowsOf(text);
  if (!head || rows.some((row) => row.length !== head.length)) throw new Error('Expected rows of one length');
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [head[i] ?? '', cell])));
}

function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let rest = text;
  while (rest !== '') {
    // A cell in quotes or without, then what ends it.
    const [whole, quoted, plain, end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? [];
    if (whole === undefined) throw new Error(`Expected a cell; received ${rest.slice(0, 40)}`);
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    rest = rest.slice(whole.length);
    if (end === '\r\n' && rest !== '') rows.push([]);
  }
  return rows;
}
