/** Keeps a room's newest messages in the cache. */
import type { Reader } from "../../client/reader";
import type { RoomParts } from "./room-parts";

/** Milliseconds from a change to its being cached. */
const KEPT_AFTER = 300;

export class RoomCaching {
  readonly #name: string;
  readonly #reader: Pick<Reader, "kept" | "ahead">;
  readonly #parts: Pick<RoomParts, "cache" | "roomList">;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    name: string,
    reader: Pick<Reader, "kept" | "ahead">,
    parts: Pick<RoomParts, "cache" | "roomList">,
  ) {
    this.#name = name;
    this.#reader = reader;
    this.#parts = parts;
  }

  /** To be called when the reader knows something else. */
  schedule(): void {
    this.#timer ??= setTimeout(() => this.#keep(), KEPT_AFTER);
  }

  /** Removes the room from the cache. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#parts.cache.forget(this.#name);
  }

  #keep(): void {
    this.#timer = undefined;
    const { kept, ahead } = this.#reader;
    // Those ahead are known, but would be missing the next time.
    if (ahead.length > 0 || !this.#isListed()) return;
    const { cache } = this.#parts;
    // Without the cache, the messages are read from the server the next time.
    void (kept ? cache.keep(this.#name, kept) : cache.forget(this.#name)).catch(() => {});
  }

  /** The room may have been removed from the list, here or on another page, while something was read. */
  #isListed(): boolean {
    return this.#parts.roomList
      .all()
      .some(({ room, hasEnded }) => room === this.#name && !hasEnded);
  }
}
