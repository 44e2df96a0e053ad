/** Sends one photo to the program that served this page. */
import type { OkRecord } from '../recognise/result.js';
import type { Problem } from './export.js';
import { retryAfterOf } from './queue.js';

/** How a request went. */
export type Sent =
  | { readonly kind: 'record'; readonly record: OkRecord }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** Too much is going on there: again after so many seconds. */
  | { readonly kind: 'busy'; readonly problem: Problem; readonly retryAfterS: number }
  /** A token is needed, or another one. */
  | { readonly kind: 'unauthorised' }
  /** No answer came at all. */
  | { readonly kind: 'lost' };

/** What a request is sent with. */
export interface SendOptions {
  readonly token: string | null;
  /** Share of the bytes that are sent, 0..1; 1 when the program is at it. */
  readonly onProgress: (share: number) => void;
}

/** XMLHttpRequest rather than fetch, for it tells how much was sent. Never rejects. */
export function sendPhoto(file: File, { token, onProgress }: SendOptions): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', 'v1/classify');
    // What a file is, its bytes say: types that the browser guesses or doesn't know would only mislead.
    request.setRequestHeader('content-type', 'application/octet-stream');
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.upload.addEventListener('load', () => onProgress(1));
    request.addEventListener('load', () => resolve(readAnswer(request)));
    request.addEventListener('error', () => resolve({ kind: 'lost' }));
    request.addEventListener('timeout', () => resolve({ kind: 'lost' }));
    request.send(file);
  });
}

function readAnswer(request: XMLHttpRequest): Sent {
  const { status } = request;
  const body = parse(request.responseText);
  if (status === 200 && body['status'] === 'ok') return { kind: 'record', record: body as unknown as OkRecord };
  if (status === 401) return { kind: 'unauthorised' };
  const problem = problemOf(body, status);
  if (status !== 503 && status !== 429) return { kind: 'problem', problem };
  return { kind: 'busy', problem, retryAfterS: retryAfterOf(request.getResponseHeader('retry-after')) };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** RFC 9457, or what can be said where something between answered in another way. */
export function problemOf(body: Readonly<Record<string, unknown>>, status: number): Problem {
  const { code, title, detail } = body;
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
  return {
    code: text(code, 'internal'),
    title: text(title, 'The answer was not understood'),
    detail: text(detail, `Expected a record or a problem; received status ${status}`),
  };
}
