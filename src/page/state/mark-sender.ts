/** Sends to the server how far the person has read and which messages notify them: for each room once in two seconds at most (P36). */
import { type Level, LOBBY, MARK_PACE, type Marked } from "../../protocol";
import type { Ask } from "../../client/asking";
import { unmarked } from "../storage/kept-mark";
import type { RoomList } from "../storage/room-list";

export interface MarkSenderParts {
  roomList: Pick<RoomList, "all" | "of">;
  ask: Ask;
  /** The server has answered with a mark as it is now. */
  onMarked: (marked: Marked) => void;
  /** The person wants another level than the one that the server has just answered with. */
  setLevel: (room: string, level: Level) => void;
  /** Milliseconds between two marks of a room at least. */
  pace?: number | undefined;
}

/** Of its pace, by how much a pause may be longer. */
const LONGER = 0.5;

/**
 * Milliseconds between two marks of a room: no less than `pace`, and for each device another time. Otherwise all who read a busy
 * room would mark in the same moment, every two seconds, and its next message would wait for them.
 */
export const restOf = (pace: number = MARK_PACE): number => pace * (1 + LONGER * Math.random());

/** Marks under way at most: a browser whose marks the server does not know yet may have hundreds of rooms. */
const AT_ONCE = 8;

export class MarkSender {
  readonly #parts: MarkSenderParts;
  /** The rooms whose marks may have changed, and those that were marked a moment ago. */
  readonly #waiting = new Set<string>();
  readonly #resting = new Set<string>();
  #underWay = 0;

  constructor(parts: MarkSenderParts) {
    this.#parts = parts;
  }

  /** To be called on a new connection: sends what the server does not know of any room. */
  begin(): void {
    for (const { room } of this.#parts.roomList.all()) this.#waiting.add(room);
    this.#advance();
  }

  /** To be called when the person has read further in a room, has set the mark back, or has chosen another level. */
  note(room: string): void {
    this.#waiting.add(room);
    this.#advance();
  }

  #advance(): void {
    for (const room of this.#waiting) {
      if (this.#underWay >= AT_ONCE) return;
      if (!this.#resting.has(room)) void this.#send(room);
    }
  }

  async #send(room: string): Promise<void> {
    this.#waiting.delete(room);
    const { own, ...kept } = this.#parts.roomList.of(room);
    const mark = unmarked(kept);
    // Nobody has a mark where they do not belong.
    if (!mark || (own?.rank === undefined && room !== LOBBY)) return;
    this.#underWay += 1;
    this.#resting.add(room);
    setTimeout(() => {
      this.#resting.delete(room);
      this.#advance();
    }, restOf(this.#parts.pace));
    // Without a connection, the next one begins with everything that was not sent.
    const reply = await this.#parts.ask("mark", { room, ...mark }).catch(() => undefined);
    this.#underWay -= 1;
    if (reply?.ok) this.#learn(reply, mark.level);
    if (reply && (reply.ok || reply.error.retryAfter !== undefined)) this.#waiting.add(room);
    this.#advance();
  }

  #learn(marked: Marked, level: Level | undefined): void {
    const { tell } = this.#parts.roomList.of(marked.room);
    this.#parts.onMarked(marked);
    // Chosen while the server was being told of another one: this one may be what it had before.
    if (level !== undefined && tell !== level) this.#parts.setLevel(marked.room, tell);
  }
}
