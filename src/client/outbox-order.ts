/** The order in which messages were typed on this device, over all its pages, even if its clock is set back. */
import { readValue, type KeyValueStore, writeValue } from "./key-value-store";

const KEPT = "chuan.order";

/** Returns a function that gives a higher number each time: the milliseconds since 1970, or the last number plus one if that is higher. */
export function openOutboxOrder(store: KeyValueStore | undefined): () => number {
  let last = 0;
  return () => {
    const kept = Number(readValue(store, KEPT)) || 0;
    last = Math.max(last + 1, kept + 1, Date.now());
    writeValue(store, KEPT, String(last));
    return last;
  };
}
