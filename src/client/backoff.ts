/** How long to wait before connecting again. */

const FIRST = 500;
const LONGEST = 4000;

/**
 * Milliseconds to wait before the attempt after `failures` failed ones: twice as long each time, up to
 * four seconds, and half of it random, so that clients that lost a server together do not return together.
 */
export function backoff(failures: number, chance = Math.random()): number {
  const most = Math.min(LONGEST, FIRST * 2 ** failures);
  return most / 2 + (most / 2) * chance;
}
