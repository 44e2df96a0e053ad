/** Who may call the service. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { WhosecamError } from '../errors.js';

/** Throws `unauthorised` unless `header` is `Bearer TOKEN`. Hashes are compared: equal lengths, constant time. */
export function expectToken(token: string, header: string | undefined): void {
  const given = /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
  throw new WhosecamError('unauthorised', 'Expected the header "Authorization: Bearer TOKEN" with the right token');
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
 * Throws `bad-request` unless the Host header is an address, `localhost`, or the name that was listened on. Where no token is
 * asked, a stranger's page could otherwise read photos through a name of its own that it points here (DNS rebinding).
 */
export function expectOwnHost(header: string | undefined, host: string): void {
  const [, bracketed, plain] = /^(?:\[(.+)\]|([^:]+))(?::\d+)?$/.exec(header ?? '') ?? [];
  const name = bracketed ?? plain;
  if (name !== undefined && (isIP(name) !== 0 || name === 'localhost' || name === host)) return;
  throw new WhosecamError(
    'bad-request',
    'Expected the address of this machine in the header "Host"; received another name',
  );
}
