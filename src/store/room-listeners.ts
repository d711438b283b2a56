/** The listeners that get the messages of a room. */
import type { Message } from "../protocol";
import type { News, OnMessage } from "./log";

export class RoomListeners {
  readonly #listeners = new Map<string, Set<{ tell: OnMessage }>>();
  readonly #failed: (error: unknown) => void;

  /** `failed` is called with what a listener threw. Neither the log nor other listeners are affected. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Passes every message of the room to `listener` from now on, until the returned function is called. */
  add(room: string, listener: OnMessage): () => void {
    // An entry of its own, because the same function may be added twice.
    const entry = { tell: listener };
    const listeners = this.#listeners.get(room) ?? new Set();
    this.#listeners.set(room, listeners.add(entry));
    return () => {
      listeners.delete(entry);
      if (listeners.size === 0 && this.#listeners.get(room) === listeners)
        this.#listeners.delete(room);
    };
  }

  tell(message: Message, news: News): void {
    for (const { tell } of this.#listeners.get(message.room) ?? []) {
      try {
        tell(message, news);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
