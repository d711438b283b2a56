/** What is there at once, or comes later: the embedded store answers at once, and nobody waits for a turn of the event loop then. */
export type Soon<T> = T | Promise<T>;

/** Calls `use` with the value as soon as it is there: at once, if it is there by now. */
export function whenThere<T, R>(value: Soon<T>, use: (value: T) => Soon<R>): Soon<R> {
  return value instanceof Promise ? value.then(use) : use(value);
}
