/** Ports for servers of tests. */

/** Below those that the system gives to outgoing connections. */
const [FIRST, LAST] = [20_000, 32_000];
let last = FIRST + Math.floor(Math.random() * (LAST - FIRST));

/**
 * A free port that no server of this process had before: to a browser, two servers on one port are one site, and the second one's
 * pages find what the first one's have kept.
 */
export function newPort(): number {
  for (;;) {
    last = last === LAST ? FIRST : last + 1;
    if (isFree(last)) return last;
  }
}

function isFree(port: number): boolean {
  try {
    Bun.listen({ hostname: "127.0.0.1", port, socket: { data() {} } }).stop(true);
    return true;
  } catch {
    return false;
  }
}
