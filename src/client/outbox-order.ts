/** The order in which messages are typed on this device, in whichever page, and whatever its clock does. */
import { read, type Store, write } from "./storage";

const KEPT = "chuan.order";

/** Gives a higher number each time: the milliseconds since 1970, or one more than the last if that is not higher. */
export function openOrder(store: Store | undefined): () => number {
  let last = 0;
  return () => {
    const kept = Number(read(store, KEPT)) || 0;
    last = Math.max(last + 1, kept + 1, Date.now());
    write(store, KEPT, String(last));
    return last;
  };
}
