/** The listeners that get the messages of a room. */
import type { Message } from "../protocol";
import type { News, OnMessage } from "./log";

export class RoomListeners {
  readonly #listeners = new Map<string, Set<{ tell: OnMessage }>>();
  /** The last `rev` that was told of each room, where it was told anything since the first listener came. */
  readonly #told = new Map<string, number>();
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
      if (listeners.size > 0 || this.#listeners.get(room) !== listeners) return;
      this.#listeners.delete(room);
      this.#told.delete(room);
    };
  }

  /** The rooms that are listened to, with the last `rev` of each that was told or noted. */
  rooms(): { room: string; rev: number }[] {
    return [...this.#listeners.keys()].map((room) => ({ room, rev: this.#told.get(room) ?? 0 }));
  }

  /** Notes where a room was when a listener came. */
  note(room: string, rev: number): void {
    if (rev > (this.#told.get(room) ?? 0)) this.#told.set(room, rev);
  }

  tell(message: Message, news: News): void {
    this.note(message.room, message.rev);
    for (const { tell } of this.#listeners.get(message.room) ?? []) {
      try {
        tell(message, news);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
