/** Ports for servers of tests. */

/** Below those that the system gives to outgoing connections. */
const [FIRST, LAST] = [20_000, 32_000];
/** Ports that one process takes together. It listens on the first one, for as long as it runs: others see that they are taken. */
const BLOCK = 100;

let next = 0;
let left = 0;

/**
 * A free port that no server of this process had before: to a browser, two servers on one port are one site, and the second one's
 * pages find what the first one's have kept. No other process gets it, also while nobody listens on it.
 */
export function newPort(): number {
  for (;;) {
    if (left === 0) takeBlock();
    [next, left] = [next + 1, left - 1];
    const listener = listenOn(next);
    listener?.stop(true);
    if (listener) return next;
  }
}

function takeBlock(): void {
  const blocks = (LAST - FIRST) / BLOCK;
  const from = Math.floor(Math.random() * blocks);
  for (let n = 0; n < blocks; n += 1) {
    const first = FIRST + ((from + n) % blocks) * BLOCK;
    const listener = listenOn(first);
    listener?.unref();
    if (listener) return void ([next, left] = [first, BLOCK - 1]);
  }
  throw new Error(`all ports from ${FIRST} to ${LAST} are taken`);
}

function listenOn(port: number): Bun.TCPSocketListener | undefined {
  try {
    return Bun.listen({ hostname: "127.0.0.1", port, socket: { data() {} } });
  } catch {
    return undefined;
  }
}
