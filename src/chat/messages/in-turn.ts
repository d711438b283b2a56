/** Work that is prepared first, and then given to the log in the order in which it was asked for. */

export interface Turn {
  /** Resolves when the work has been given to the log, while it has not. */
  begun?: Promise<void> | undefined;
}

/** Calls `begin` with what was prepared, once the work that came `before` has begun or failed. */
export async function inTurn<Prepared, T>(
  turn: Turn,
  before: Promise<void> | undefined,
  prepared: Prepared | Promise<Prepared>,
  begin: (prepared: Prepared) => Promise<T>,
): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<void>();
  turn.begun = promise;
  // It may fail while the work before is waited for.
  const settled = Promise.allSettled([prepared]);
  let result: Promise<T>;
  try {
    await before;
    await settled;
    result = begin(await prepared);
  } finally {
    turn.begun = undefined;
    resolve();
  }
  return result;
}
