/** Lines of JSON that were appended one by one, and the last of which may have been cut off. Pure. */

/** The text as JSON; undefined when it's none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether a line that isn't whole is the beginning of one that holds `schema` first: only that is a torn one. A file of
 * something else, named by mistake, must not pass for one of ours, nor be overwritten.
 */
export function isTornLine(text: string, schema: string): boolean {
  const start = `{"schema":"${schema}",`;
  return text.startsWith(start) || start.startsWith(text);
}
