/** Reads that share one query: all that are asked for in one turn of the event loop. */

/** Reads in one query at most. */
const MOST = 500;

/**
 * Returns a function that reads one thing. `readAll` reads many, each once, and resolves with what it found, by its key; where it
 * rejects, all who asked are rejected.
 */
export function shareReads<T>(
  readAll: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): (key: string) => Promise<T | undefined> {
  type Shared = { keys: Set<string>; found: Promise<ReadonlyMap<string, T>> };
  let next: Shared | undefined;

  function begin(): Shared {
    const keys = new Set<string>();
    const found = new Promise(setImmediate).then(() => {
      if (next?.keys === keys) next = undefined;
      return readAll([...keys]);
    });
    return (next = { keys, found });
  }

  return async (key) => {
    const shared = next && next.keys.size < MOST ? next : begin();
    shared.keys.add(key);
    return (await shared.found).get(key);
  };
}
