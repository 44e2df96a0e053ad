/** Who may call the service. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { WhosecamError } from '../errors.js';

/**
 * Throws `unauthorised` unless `header` is `Bearer TOKEN`, or, where programs know nothing else (`orPassword`), has it as the
 * password of `Basic`, whoever the user is. Hashes are compared: equal lengths, constant time.
 */
export function expectToken(token: string, header = '', orPassword = false): void {
  const given = /^bearer +(\S+)$/i.exec(header)?.[1] ?? (orPassword ? passwordIn(header) : undefined);
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
  throw new WhosecamError('unauthorised', 'Expected the header "Authorization: Bearer TOKEN" with the right token');
}

/** The password of `Basic` (RFC 7617). */
function passwordIn(header: string): string | undefined {
  const coded = /^basic +(\S+)$/i.exec(header)?.[1];
  return coded === undefined ? undefined : /^[^:]*:(.*)$/s.exec(Buffer.from(coded, 'base64').toString())?.[1];
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Throws `bad-config` when anybody on the network could call a service that asks for no token. */
export function expectGuarded(host: string, token: string | undefined, allowAnonymous: boolean): void {
  if (isLoopback(host) || token !== undefined || allowAnonymous) return;
  throw new WhosecamError(
    'bad-config',
    `Expected WHOSECAM_TOKEN or --allow-anonymous for the address ${host}, which others can reach; received neither`,
  );
}

/**
 * A name that nobody on the internet can have: one without a dot, or under an ending that is kept for local networks
 * (RFC 6761, 6762, 8375; ICANN's resolution 2024.07.29.06 on `.internal`).
 */
const isLocalName = (name: string): boolean => /^[\w-]+$|\.(local|localhost|internal|home\.arpa)$/i.test(name);

/**
 * Throws `bad-request` unless the Host header is an address, a local name, or one that is `named`. Where no token is asked, a
 * stranger's page could otherwise come in through a name of its own that it points here (DNS rebinding).
 */
export function expectOwnHost(header: string | undefined, named: readonly string[]): void {
  const [, bracketed, plain] = /^(?:\[(.+)\]|([\w.-]+))(?::\d+)?$/.exec(header ?? '') ?? [];
  const name = bracketed ?? plain;
  if (name !== undefined && (isIP(name) !== 0 || isLocalName(name) || named.includes(name))) return;
  throw new WhosecamError(
    'bad-request',
    'Expected in the header "Host" an address, a local name, or one of --host or --cors-origin; received another name',
  );
}

/** Headers by which a browser says whose page calls; pages can't change them. */
interface CallersHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}

/**
 * Throws `bad-request` when a browser says that the caller is a page of another origin that isn't `allowed`. It couldn't read the
 * answer, but it could have photos recognised and kept (cross-site request forgery): a form needs no permission to be sent.
 */
export function expectOwnPage(headers: CallersHeaders, allowed: readonly string[]): void {
  const { host, origin } = headers;
  if (origin === undefined || allowed.includes(origin)) return;
  // Behind a proxy the origin has a name of its own; over plain HTTP browsers don't say what site it is.
  if (headers['sec-fetch-site'] === 'same-origin') return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new WhosecamError(
    'bad-request',
    'Expected a page of this service, or of an origin that --cors-origin names; received a call by another one',
  );
}

/** Throws `bad-request` for what a stranger's page may have sent, where no token keeps it out. */
export function expectNoStranger(
  headers: CallersHeaders,
  { host, corsOrigin }: { readonly host: string; readonly corsOrigin: readonly string[] },
): void {
  expectOwnHost(headers.host, [host, ...corsOrigin.map((origin) => new URL(origin).hostname)]);
  expectOwnPage(headers, corsOrigin);
}
