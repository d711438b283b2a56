/** Joins rooms: the current one, as many others on the list as the server allows, and the rooms of unsent messages. */
import type { Joined, Reply, WireError } from "../protocol";
import { backoff } from "./backoff";
import type { Connection } from "./connection";
import { JoinedRooms } from "./memberships";
import { wait } from "./wait";

export type RefusedReply = Extract<Reply<object>, { ok: false }>;

export interface RoomJoinerParts {
  connection: Pick<Connection, "join" | "leave">;
  isOnline: () => boolean;
  /** The name of the room that is shown. */
  current: () => string;
  /** The names of all rooms on the list. */
  listed: () => readonly string[];
  /** Called when the connection has joined a room. Rejects when the connection is lost. */
  onJoined: (room: string, joined: Joined) => Promise<void>;
  /** Called with the server's reason to refuse the current room; with undefined when it does not. */
  onRefused: (error: WireError | undefined) => void;
}

export class RoomJoiner {
  readonly #parts: RoomJoinerParts;
  readonly #memberships: JoinedRooms;

  constructor(parts: RoomJoinerParts) {
    this.#parts = parts;
    this.#memberships = new JoinedRooms(parts.connection);
  }

  has(room: string): boolean {
    return this.#memberships.has(room);
  }

  leave(room: string): void {
    this.#memberships.leave(room);
  }

  /** The server has taken the connection out of a room. */
  forget(room: string): void {
    this.#memberships.forget(room);
  }

  /** Joins a room that has just become the person's: if the connection may be in one more, or if it is shown. */
  async joinNew(room: string): Promise<void> {
    if (room === this.#parts.current()) return this.joinCurrent();
    // Without the connection, the next one joins all rooms.
    if (!this.#memberships.isFull) await this.join(room).catch(() => {});
  }

  /** Joins the current room. */
  joinCurrent(): Promise<void> {
    return this.#insist(() => this.#joinCurrent());
  }

  /** Joins all rooms on a new connection, the current one first. The connection may be in `most` rooms. */
  joinAll(most: number | undefined): Promise<void> {
    this.#memberships.begin(most);
    return this.#insist(async () => {
      await this.#joinCurrent();
      for (const room of this.#parts.listed()) {
        const isAllowed = this.has(room) || !this.#memberships.isFull;
        if (room !== this.#parts.current() && isAllowed) await this.join(room);
      }
    });
  }

  /** Joins a room, with an invitation to it if there is one (P28). Resolves with the server's refusal, if it refuses. Rejects when the connection is lost. */
  async join(room: string, invitation?: string): Promise<RefusedReply | undefined> {
    const reply = await this.#memberships.join(room, this.#parts.current(), invitation);
    if (!reply.ok) return reply;
    await this.#parts.onJoined(room, reply);
    return undefined;
  }

  /** Retries until it succeeds, or the connection is lost: the next connection joins all rooms again. */
  async #insist(attempt: () => Promise<void>): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await attempt();
      } catch {
        if (!this.#parts.isOnline()) return;
        await wait(backoff(failures));
      }
    }
  }

  async #joinCurrent(): Promise<void> {
    this.#parts.onRefused((await this.join(this.#parts.current()))?.error);
  }
}
