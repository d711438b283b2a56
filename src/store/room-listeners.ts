/** Who is to be told of the messages of a room. */
import type { Message } from "../protocol/protocol";
import type { OnMessage } from "./log";

export class RoomListeners {
  readonly #listeners = new Map<string, Set<{ tell: OnMessage }>>();
  readonly #failed: (error: unknown) => void;

  /** `failed` is told what a listener threw: that concerns neither the log nor the other listeners. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Tells `listener` of every message of the room from now on, until the returned function is called. */
  add(room: string, listener: OnMessage): () => void {
    // An entry of its own, since the same function may listen twice.
    const entry = { tell: listener };
    const listeners = this.#listeners.get(room) ?? new Set();
    this.#listeners.set(room, listeners.add(entry));
    return () => {
      listeners.delete(entry);
      if (listeners.size === 0 && this.#listeners.get(room) === listeners)
        this.#listeners.delete(room);
    };
  }

  tell(message: Message): void {
    for (const { tell } of this.#listeners.get(message.room) ?? []) {
      try {
        tell(message);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
