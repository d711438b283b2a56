/** Looks at the rooms that are not shown, by a part of the page that is fetched when there is a connection to look by. */
import type { BackgroundRoom, BackgroundRooms, BackgroundRoomsParts } from "./background-rooms";

export class LazyBackgroundRooms {
  readonly #parts: BackgroundRoomsParts;
  #rooms: Promise<BackgroundRooms> | undefined;

  constructor(parts: BackgroundRoomsParts) {
    this.#parts = parts;
  }

  /** A new connection has told of no room. */
  begin(): void {
    void this.#rooms?.then((rooms) => rooms.begin()).catch(() => {});
  }

  /** Asks what is new in the rooms that the connection is not in. */
  look(): void {
    void this.#use((rooms) => rooms.look());
  }

  /** Looks whether an unread message of the room calls one. */
  findMention(room: BackgroundRoom): void {
    void this.#use((rooms) => rooms.findMention(room));
  }

  /** What cannot be looked at now, without a connection or the part that looks, is looked at later. */
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
