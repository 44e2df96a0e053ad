/** Text as a cell of a table that a spreadsheet opens. */

/**
 * A text that a spreadsheet would run as a formula gets a `'` before it. Also after a `;`, a tab or a line's end within it: where
 * lists are parted by `;` (a German Excel), or read by tabs, these begin a cell of their own, quotes or not. Tabs and line ends
 * at the front, and the wide forms of the signs, are as OWASP's 'CSV Injection' has it.
 */
export const inert = (text: string): string =>
  text.replace(/(?<=^|[;\t\r\n])(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/g, "'");
