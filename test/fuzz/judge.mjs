// What an answer must be, whatever was asked.

/** Longest time for an answer, ms. */
export const mostMs = 10_000;

/** What's wrong with an answer over HTTP; undefined when nothing is. `codes`: the catalogue's. */
export function judgeAnswer({ ms, failure, status, body }, codes) {
  if (failure !== undefined) return `no answer: ${failure}`;
  if (ms > mostMs) return `took ${Math.round(ms)} ms`;
  if (status >= 200 && status < 300) return body === undefined ? 'no JSON' : undefined;
  if (body?.code === 'internal' || !codes.has(body?.code)) return `status ${status} with the code ${body?.code}`;
  return undefined;
}

/** What's wrong with a record of the command line. A photo ended at the limit takes a little more than the limit. */
export function judgeRecord(record, codes) {
  if (record === undefined) return 'no record';
  if (record.elapsedMs > mostMs + 500) return `took ${record.elapsedMs} ms`;
  if (record.status !== 'failed') return undefined;
  const { code } = record.error;
  return code === 'internal' || !codes.has(code) ? `a record with the code ${code}` : undefined;
}

/** What's wrong with a process that was given strange arguments. */
export function judgeExit({ ms, code, signal, said }) {
  if (signal !== null) return `ended by ${signal}`;
  if (ms > mostMs) return `took ${Math.round(ms)} ms`;
  if (![0, 1, 2, 3].includes(code)) return `ended with ${code}`;
  if (/\n\s+at /.test(said)) return 'a stack trace';
  return code !== 0 && said === '' ? 'no word of what is wrong' : undefined;
}
