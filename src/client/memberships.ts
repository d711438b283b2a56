/** The rooms that the connection is in. The server has a limit to them, a person's list of rooms has none (P4). */
import { type Joined, LOBBY, type Reply } from "../protocol";
import type { Connection } from "./connection";

export class Memberships {
  /** The one entered first at the front. */
  readonly #entered = new Set<string>();
  readonly #connection: Pick<Connection, "join" | "leave">;
  #most = Infinity;

  constructor(connection: Pick<Connection, "join" | "leave">) {
    this.#connection = connection;
  }

  /** A new connection is in the lobby, and may be in `most` rooms. */
  begin(most = Infinity): void {
    this.#most = most;
    this.#entered.clear();
    this.#entered.add(LOBBY);
  }

  has(room: string): boolean {
    return this.#entered.has(room);
  }

  get isFull(): boolean {
    return this.#entered.size >= this.#most;
  }

  /** Enters a room, or asks anew what there is in it; the one entered first makes way, but never `current`. */
  async enter(room: string, current: string): Promise<Reply<Joined>> {
    const oldest = [...this.#entered].find((other) => other !== current);
    if (!this.has(room) && this.isFull && oldest !== undefined) this.leave(oldest);
    const joined = await this.#connection.join(room);
    if (joined.ok) this.#entered.add(room);
    return joined;
  }

  leave(room: string): void {
    if (this.#entered.delete(room)) this.#connection.leave(room);
  }
}
