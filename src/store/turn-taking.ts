/** Work that takes turns: two pieces that have a key in common are never done at the same moment. */

/** Returns a function that does work when all earlier work with any of the same keys is over, and resolves as the work does. */
export function createTurnTaking(): <T>(
  keys: readonly string[],
  work: () => Promise<T>,
) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (keys, work) => {
    const before = keys.flatMap((key) => last.get(key) ?? []);
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    for (const key of keys) last.set(key, over);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      end();
      for (const key of keys) if (last.get(key) === over) last.delete(key);
    }
  };
}
