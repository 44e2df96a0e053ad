/** Asks the program that served this page, with the token where it wants one. */
import type { TokenKeeper } from './dialogs.js';
import { retryAfterOf } from './queue.js';
import { problemOf } from './send.js';

/** Resolves to a success's response. Rejects with an Error whose words are for people. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** How often a busy program is asked again. */
const maxTries = 30;

/** `token.ask` is called where a token is needed; `onGiven` registers who waits for it. */
export function createAsk(token: TokenKeeper, onGiven: (then: () => void) => void): Ask {
  const ask = async (path: string, init: RequestInit, tries: number): Promise<Response> => {
    const given = token.read();
    const headers = new Headers(init.headers);
    if (given !== null) headers.set('authorization', `Bearer ${given}`);
    const response = await fetch(path, { ...init, headers }).catch(() => {
      throw new Error("The program doesn't answer");
    });
    if (response.ok) return response;
    const isLater = response.status === 429 || response.status === 503;
    if (response.status === 401 && given === token.read()) {
      token.ask(given !== null);
      await new Promise<void>(onGiven);
    } else if (isLater && tries > 0) {
      await new Promise((resolve) => setTimeout(resolve, 1000 * retryAfterOf(response.headers.get('retry-after'))));
    } else if (response.status !== 401) {
      const body = (await response.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
      throw new Error(problemOf(body, response.status).detail);
    }
    return ask(path, init, tries - 1);
  };
  return (path, init = {}) => ask(path, init, maxTries);
}
