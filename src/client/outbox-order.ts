/** The order in which messages are typed on this device, in whichever page, and whatever its clock does. */
import { readValue, type KeyValueStore, writeValue } from "./key-value-store";

const KEPT = "chuan.order";

/** Gives a higher number each time: the milliseconds since 1970, or one more than the last if that is not higher. */
export function openOutboxOrder(store: KeyValueStore | undefined): () => number {
  let last = 0;
  return () => {
    const kept = Number(readValue(store, KEPT)) || 0;
    last = Math.max(last + 1, kept + 1, Date.now());
    writeValue(store, KEPT, String(last));
    return last;
  };
}
