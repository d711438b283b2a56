/** One timer for all connections of an engine, where a timer for each would cost more than its work. */

/**
 * Calls `check` with all `connections` every so many milliseconds while there are any. Call the returned function for
 * each new connection.
 */
export function createSharedInterval<Connection>(
  connections: ReadonlyMap<string, Connection>,
  ms: number,
  check: (connections: Iterable<Connection>) => void,
): () => void {
  let timer: Timer | undefined;

  function tick(): void {
    check(connections.values());
    if (connections.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return () => {
    timer ??= setInterval(tick, ms);
  };
}
