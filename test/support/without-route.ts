/** A network of its own, in which there's nothing but loopback (Linux: a network namespace; unshare and ip do it). */
import { spawnSync } from 'node:child_process';

/** What starts a command in such a network; the second way is for others than root. */
const ways = ['--net', '--map-root-user --net'].map((flags) => [
  'unshare',
  ...flags.split(' '),
  ...['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'],
]);

/** The way that is open here; empty where there's none. */
export const withoutRoute =
  ways.find(([first = '', ...rest]) => spawnSync(first, [...rest, 'true']).status === 0) ?? [];

/** Why tests in such a network don't run, for their title. */
export const routeNote = withoutRoute.length > 0 ? '' : ' (skipped: no network namespaces here, or no unshare or ip)';
