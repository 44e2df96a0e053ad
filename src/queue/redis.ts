/** Connections to the Redis that holds the queue. */
import type { Redis } from 'ioredis';
import { systemCode, WhosecamError } from '../errors.js';
import { loadIoredis } from './packages.js';

/** Hears what goes wrong meanwhile and is tried again, in words without an address. */
export type OnTrouble = (words: string) => void;

/** Milliseconds until a connection that isn't there counts as away. */
const connectTimeoutMs = 5000;

/** Milliseconds that an end waits for, also where the other side is gone already: the program has 500 left by then (main). */
const disconnectTimeoutMs = 100;

/** The longest wait between two tries once the connection is lost. */
const mostRetryMs = 2000;

/** A connection, there or away. */
export interface RedisConnection {
  readonly client: Redis;
  /** Ends it, and what BullMQ made of it isn't tried again: what waits for an answer fails. Where Redis is away that's so once the next try has failed, in seconds at most. */
  readonly end: () => Promise<void>;
}

/**
 * Connects. A connection that's lost later is tried again for as long as it takes, and commands wait for it.
 * Errors: `queue-away`, `package-missing`.
 */
export async function connectRedis(address: string, onTrouble: OnTrouble): Promise<RedisConnection> {
  const { Redis } = await loadIoredis();
  const state = { wasThere: false, isTold: false, isOver: false, why: 'nothing' };
  const client = new Redis(address, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    disconnectTimeout: disconnectTimeoutMs,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (state.wasThere && !state.isOver ? Math.min(100 * times, mostRetryMs) : null),
  });
  const end = async () => {
    state.isOver = true;
    if (client.status === 'end') return;
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    // In the middle of trying again, ioredis would stop trying and leave all commands waiting for ever.
    if (client.status === 'ready') client.disconnect();
    await ended;
  };
  client.on('error', (thrown: Error) => (state.why = whyOf(thrown)));
  client.on('reconnecting', () => {
    if (!state.isTold) onTrouble('Redis is away; trying again');
    state.isTold = true;
  });
  client.on('ready', () => {
    if (state.isOver) client.disconnect();
    if (state.isTold) onTrouble('Redis is back');
    state.isTold = false;
  });
  try {
    await client.connect();
    await client.ping();
    state.wasThere = true;
    return { client, end };
  } catch (thrown) {
    client.disconnect();
    const why = state.why === 'nothing' ? whyOf(thrown) : state.why;
    throw new WhosecamError('queue-away', `Expected Redis at the address of --redis; received ${why}`, {
      cause: thrown,
    });
  }
}

/** The system's code (ECONNREFUSED), or the first word of Redis' own complaint (WRONGPASS). */
function whyOf(thrown: unknown): string {
  const code = systemCode(thrown);
  if (code !== 'an error' && code !== 'undefined') return code;
  return (thrown instanceof Error && /^[A-Z]{4,}/.exec(thrown.message)?.[0]) || 'no answer';
}
