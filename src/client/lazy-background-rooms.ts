/** `BackgroundRooms`, whose code is fetched on the first connection. */
import type { BackgroundRoom, BackgroundRooms, BackgroundRoomsParts } from "./background-rooms";

export class LazyBackgroundRooms {
  readonly #parts: BackgroundRoomsParts;
  #rooms: Promise<BackgroundRooms> | undefined;

  constructor(parts: BackgroundRoomsParts) {
    this.#parts = parts;
  }

  /** To be called on a new connection, on which nothing is known of any room. */
  begin(): void {
    void this.#rooms?.then((rooms) => rooms.begin()).catch(() => {});
  }

  /** Reads what is new in the rooms that the connection is not in. */
  look(): void {
    void this.#use((rooms) => rooms.look());
  }

  /** Searches the unread messages of a room for a mention of the person. */
  findMention(room: BackgroundRoom): void {
    void this.#use((rooms) => rooms.findMention(room));
  }

  /** A failure, for want of a connection or of the code, is ignored: the next connection looks again. */
  async #use(look: (rooms: BackgroundRooms) => Promise<void>): Promise<void> {
    this.#rooms ??= this.#open();
    await this.#rooms.then(look).catch(() => {});
  }

  async #open(): Promise<BackgroundRooms> {
    try {
      const module = await import("./background-rooms");
      return new module.BackgroundRooms(this.#parts);
    } catch (error) {
      this.#rooms = undefined;
      throw error;
    }
  }
}
