/** Brings the connection into rooms: the current one, as many others of the list as the server allows, and an unsent message's. */
import type { Joined, Reply, WireError } from "../protocol";
import { backoff } from "./backoff";
import type { Connection } from "./connection";
import { Memberships } from "./memberships";
import { wait } from "./wait";

export type RefusedReply = Extract<Reply<object>, { ok: false }>;

export interface RoomJoinerParts {
  connection: Pick<Connection, "join" | "leave">;
  isOnline: () => boolean;
  /** The name of the room that is shown. */
  current: () => string;
  /** The names of all rooms on the list. */
  listed: () => readonly string[];
  /** Called with what the server says of a room that the connection is in now. Rejects when the connection is lost. */
  onJoined: (room: string, joined: Joined) => Promise<void>;
  /** Called with the reason why the server does not let one into the current room; with nothing when it does. */
  onRefused: (error: WireError | undefined) => void;
}

export class RoomJoiner {
  readonly #parts: RoomJoinerParts;
  readonly #memberships: Memberships;

  constructor(parts: RoomJoinerParts) {
    this.#parts = parts;
    this.#memberships = new Memberships(parts.connection);
  }

  has(room: string): boolean {
    return this.#memberships.has(room);
  }

  leave(room: string): void {
    this.#memberships.leave(room);
  }

  /** Enters the current room. */
  joinCurrent(): Promise<void> {
    return this.#insist(() => this.#joinCurrent());
  }

  /** Enters all rooms on a new connection, which may be in `most`: the current one first. */
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

  /** Resolves with the refusal, if there is one. Rejects when the connection is lost. */
  async join(room: string): Promise<RefusedReply | undefined> {
    const reply = await this.#memberships.join(room, this.#parts.current());
    if (!reply.ok) return reply;
    await this.#parts.onJoined(room, reply);
    return undefined;
  }

  /** Tries until it succeeds, or the connection is lost: the next one begins with all this again. */
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
