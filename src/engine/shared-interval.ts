/** One timer for all connections of an engine, where one for each would cost more than what it is for. */

/**
 * Looks after `connections` every so many milliseconds while there are any. The returned function has to be called
 * whenever there is a new one.
 */
export function createSharedInterval<Connection>(
  connections: ReadonlyMap<string, Connection>,
  every: number,
  look: (connections: Iterable<Connection>) => void,
): () => void {
  let timer: Timer | undefined;

  function round(): void {
    look(connections.values());
    if (connections.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return () => {
    timer ??= setInterval(round, every);
  };
}
