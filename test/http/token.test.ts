import { describe, expect, it } from 'vitest';
import { expectGuarded, expectToken, isLoopback } from '../../src/http/token.js';

describe('a token', () => {
  it.each(['Bearer secret', 'bearer secret', 'Bearer  secret'])('lets in: %s', (header) => {
    expect(() => expectToken('secret', header)).not.toThrow();
  });

  it.each([
    undefined,
    '',
    'secret',
    'Bearer',
    'Bearer ',
    'Basic secret',
    'Bearer secre',
    'Bearer secrets',
    'Bearer a secret',
  ])('keeps out: %s', (header) => {
    expect(() => expectToken('secret', header)).toThrow(expect.objectContaining({ code: 'unauthorised' }) as Error);
  });
});

describe('an address that others can reach', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('is not %s', (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(() => expectGuarded(host, undefined, false)).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', '128.0.0.1', '127.0.0.1.example.org', 'office'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(false);
    expect(() => expectGuarded(host, undefined, false)).toThrow(
      expect.objectContaining({ code: 'bad-config' }) as Error,
    );
    expect(() => expectGuarded(host, 'secret', false)).not.toThrow();
    expect(() => expectGuarded(host, undefined, true)).not.toThrow();
  });
});
