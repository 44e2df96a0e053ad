/**
 * The one catalogue of errors. Everything that can go wrong on purpose has a code here, with its
 * HTTP status and, where it ends the program, its exit code. Messages say what was expected and what came.
 */

/** Exit codes of the program (see README, "Exit codes"). */
export const exitCodes = {
  ok: 0,
  someFailed: 1,
  usage: 2,
  model: 3,
  interrupted: 130,
} as const;

/** code -> RFC 9457 title, HTTP status, exit code when the error ends the program. */
export const catalogue = {
  unreadable: { title: 'The picture could not be read', status: 422, exit: exitCodes.someFailed },
  'unsupported-format': { title: 'The file is not a supported picture', status: 415, exit: exitCodes.someFailed },
  'too-large': { title: 'The file has too many bytes', status: 413, exit: exitCodes.someFailed },
  'too-many-pixels': { title: 'The picture has too many pixels', status: 413, exit: exitCodes.someFailed },
  'too-many-parts': { title: 'The request has too many parts', status: 413, exit: exitCodes.someFailed },
  'too-slow': { title: 'The request came too slowly', status: 408, exit: exitCodes.someFailed },
  timeout: { title: 'The picture took too long', status: 422, exit: exitCodes.someFailed },
  busy: { title: 'The queue is full', status: 503, exit: exitCodes.someFailed },
  'bad-request': { title: 'The request was not understood', status: 400, exit: exitCodes.usage },
  'not-found': { title: 'There is nothing here', status: 404, exit: exitCodes.usage },
  'method-not-allowed': { title: 'This address answers other methods', status: 405, exit: exitCodes.usage },
  'rate-limited': { title: 'Too many requests in a minute', status: 429, exit: exitCodes.someFailed },
  unauthorised: { title: 'A token is needed', status: 401, exit: exitCodes.usage },
  'bad-config': { title: 'The configuration is wrong', status: 500, exit: exitCodes.usage },
  'model-missing': { title: 'The model is missing', status: 503, exit: exitCodes.model },
  'model-altered': { title: 'The model is not the one that was released', status: 503, exit: exitCodes.model },
  'not-ready': { title: 'The model is not ready', status: 503, exit: exitCodes.model },
  'in-use': { title: 'Another run writes to this output', status: 409, exit: exitCodes.usage },
  'disk-full': { title: 'There is no room for the records', status: 507, exit: exitCodes.usage },
  'not-written': { title: 'The records could not be written', status: 500, exit: exitCodes.usage },
  'queue-away': { title: 'The queue can not be reached', status: 503, exit: exitCodes.usage },
  'storage-away': { title: 'The storage can not be reached', status: 503, exit: exitCodes.usage },
  'package-missing': { title: 'An optional package is missing', status: 500, exit: exitCodes.usage },
  'other-model': { title: 'The work asks for another model', status: 503, exit: exitCodes.model },
  interrupted: { title: 'Interrupted', status: 503, exit: exitCodes.interrupted },
  internal: { title: 'Something went wrong inside', status: 500, exit: exitCodes.someFailed },
} as const;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof catalogue;

/** An error of the catalogue: `expected X, received Y` in the message, the code beside it. */
export class WhosecamError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WhosecamError';
    this.code = code;
  }

  /** HTTP status of this error's code. */
  get status(): number {
    return catalogue[this.code].status;
  }

  /** Exit code of this error's code. */
  get exitCode(): number {
    return catalogue[this.code].exit;
  }
}

/** Any thrown value as a catalogue error: what is unknown becomes `internal`, its words kept as the cause only. */
export function toWhosecamError(thrown: unknown): WhosecamError {
  if (thrown instanceof WhosecamError) return thrown;
  return new WhosecamError('internal', 'Expected to finish; an unforeseen error came up', { cause: thrown });
}

/** The system's code of what was thrown (`ENOENT`, `EACCES` ...), for messages: it names no path. */
export const systemCode = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'an error';
