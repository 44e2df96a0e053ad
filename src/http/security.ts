/** Headers that tell browsers what they may do, and how often one client may come. */
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.js';
import { WhosecamError } from '../errors.js';
import { MinuteCounts } from './minute-counts.js';

/** Everything comes from the service itself, nothing is inline, nobody may frame it. `blob:`: photos that were chosen. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'connect-src': ["'self'"],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
  },
};

/** Security headers for every answer; pages of other origins may call only when they are named. */
export function addSecurity(app: FastifyInstance, { corsOrigin }: Pick<Config, 'corsOrigin'>): void {
  // Whether a name is served by TLS only is for the proxy before it to say.
  app.register(helmet, {
    contentSecurityPolicy,
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  if (corsOrigin.length === 0) return;
  app.register(cors, {
    origin: [...corsOrigin],
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
    strictPreflight: false,
  });
}

/** At most `perMinute` requests a minute from one address, the refused ones counted too; 0: no limit. */
export async function limitRate(scope: FastifyInstance, perMinute: number): Promise<void> {
  if (perMinute === 0) return;
  await scope.register(rateLimit, {
    global: false,
    store: MinuteCounts,
    errorResponseBuilder: () =>
      new WhosecamError(
        'rate-limited',
        `Expected at most ${perMinute} requests a minute from one client; received more`,
      ),
  });
  scope.addHook('onRequest', scope.rateLimit({ max: perMinute, timeWindow: 60_000 }));
}
