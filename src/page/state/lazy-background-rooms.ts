/** Looks at the rooms that are not shown, by a part of the page that is fetched when there is a connection to look by. */
import type { Elsewhere, ElsewhereParts } from "./background-rooms";
import type { ServedRoom } from "./served-room";

export class Looking {
  readonly #parts: ElsewhereParts;
  #elsewhere: Promise<Elsewhere> | undefined;

  constructor(parts: ElsewhereParts) {
    this.#parts = parts;
  }

  /** A new connection has told of no room. */
  begin(): void {
    void this.#elsewhere?.then((elsewhere) => elsewhere.begin()).catch(() => {});
  }

  /** Asks what is new in the rooms that the connection is not in. */
  look(): void {
    void this.#use((elsewhere) => elsewhere.look());
  }

  /** Looks whether an unread message of the room calls one. */
  findCall(room: ServedRoom): void {
    void this.#use((elsewhere) => elsewhere.findCall(room));
  }

  /** What cannot be looked at now, without a connection or the part that looks, is looked at later. */
  async #use(look: (elsewhere: Elsewhere) => Promise<void>): Promise<void> {
    this.#elsewhere ??= this.#open();
    await this.#elsewhere.then(look).catch(() => {});
  }

  async #open(): Promise<Elsewhere> {
    try {
      const { Elsewhere } = await import("./background-rooms");
      return new Elsewhere(this.#parts);
    } catch (error) {
      this.#elsewhere = undefined;
      throw error;
    }
  }
}
