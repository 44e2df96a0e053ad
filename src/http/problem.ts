/** Errors as application/problem+json (RFC 9457), with a code of the catalogue. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { causeWords } from '../causes.js';
import { catalogue, type ErrorCode, toWhosecamError, WhosecamError } from '../errors.js';
import { lingering } from './lingering.js';

/** The body of every answer that isn't a success. */
export const problemSchema = z.strictObject({
  /** `urn:whosecam:problem:CODE` */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(Object.keys(catalogue) as [ErrorCode, ...ErrorCode[]]),
  /** The request's id, also in the header `x-request-id`. */
  instance: z.string(),
});

/** The body of a problem. */
export type Problem = z.infer<typeof problemSchema>;

const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** Problems of any route: fastify falls back to the wide ones for statuses that aren't named. */
const problemResponses = {
  '4xx': problemResponse('The request or its photo was refused'),
  429: problemResponse('Too many requests in a minute'),
  '5xx': problemResponse('The service failed'),
  503: problemResponse('The service is busy or not ready'),
} as const;

/** A route's responses for the document: what it answers, and problems. */
export const answered = (description: string, schema: z.ZodType, type = 'application/json') => ({
  200: { description, content: { [type]: { schema } } },
  ...problemResponses,
});

/** Fastify's and its plugins' own codes, as ours. */
const foreignCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-format',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_PARTS_LIMIT: 'too-many-parts',
  FST_FILES_LIMIT: 'too-many-parts',
  FST_FIELDS_LIMIT: 'too-many-parts',
};

/** Any thrown value as an error of the catalogue; another's error of status 4xx is the caller's fault. */
export function toProblemError(thrown: unknown): WhosecamError {
  if (!(thrown instanceof Error) || thrown instanceof WhosecamError) return toWhosecamError(thrown);
  const { code, statusCode } = thrown as { code?: unknown; statusCode?: unknown };
  const ours = typeof code === 'string' ? foreignCodes[code] : undefined;
  const isTheirs = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  if (!ours && !isTheirs) return toWhosecamError(thrown);
  return new WhosecamError(ours ?? 'bad-request', thrown.message, { cause: thrown });
}

/** The problem's body for an error of the catalogue. */
export function problemOf(error: WhosecamError, requestId: string): Problem {
  const { title, status } = catalogue[error.code];
  const type = `urn:whosecam:problem:${error.code}`;
  return { type, title, status, detail: error.message, code: error.code, instance: `urn:uuid:${requestId}` };
}

/** Writes down why something failed inside, which the caller isn't told. */
export function logCause({ id, log }: FastifyRequest, { cause }: WhosecamError): void {
  log.error({ id, cause: causeWords(cause) });
}

const isForLater = (status: number): boolean => status === 503 || status === 429;

/** How a problem is sent: `retryAfterS` is said with 503 and, where nothing else was said, with 429; `lingerMs` as in `Patience`. */
export interface Sending {
  readonly retryAfterS: number;
  readonly lingerMs: number;
}

/** Answers with a problem; who is still uploading is heard, and not heeded, for a while. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: WhosecamError,
  { retryAfterS, lingerMs }: Sending,
): FastifyReply {
  const problem = problemOf(error, request.id);
  reply.header('x-request-id', request.id);
  if (isForLater(problem.status) && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfterS);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  reply.status(problem.status).type('application/problem+json');
  if (request.raw.complete) return reply.send(problem);
  const answer = JSON.stringify(problem);
  reply.headers({ connection: 'close', 'content-length': Buffer.byteLength(answer) });
  return reply.send(lingering(request, answer, lingerMs));
}
