/** The rooms that the connection is in. The server limits their number; a person's list of rooms has no limit (P4). */
import { type Joined, LOBBY, type Reply } from "../protocol";
import type { Connection } from "./connection";

export class JoinedRooms {
  /** In the order in which they were joined. */
  readonly #joined = new Set<string>();
  readonly #connection: Pick<Connection, "join" | "leave">;
  #most = Infinity;

  constructor(connection: Pick<Connection, "join" | "leave">) {
    this.#connection = connection;
  }

  /** A new connection is in the lobby, and may be in `most` rooms. */
  begin(most = Infinity): void {
    this.#most = most;
    this.#joined.clear();
    this.#joined.add(LOBBY);
  }

  has(room: string): boolean {
    return this.#joined.has(room);
  }

  get isFull(): boolean {
    return this.#joined.size >= this.#most;
  }

  /** Joins a room, with an invitation if there is one, or asks again for its state. If the limit is reached, leaves the room joined first, but never `current`. */
  async join(room: string, current: string, invitation?: string): Promise<Reply<Joined>> {
    const oldest = [...this.#joined].find((other) => other !== current);
    if (!this.has(room) && this.isFull && oldest !== undefined) this.leave(oldest);
    const joined = await this.#connection.join(room, invitation);
    if (joined.ok) this.#joined.add(room);
    return joined;
  }

  /** The server has taken the connection out of a room. */
  forget(room: string): void {
    this.#joined.delete(room);
  }

  leave(room: string): void {
    if (this.#joined.delete(room)) this.#connection.leave(room);
  }
}
