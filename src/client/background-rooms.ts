/**
 * The rooms on the list that are not shown: whether an unread message there mentions the person, and what is new in
 * rooms that the connection cannot be in, since the server limits their number and the list has no limit (P4).
 */
import type { HistoryPage, HistoryRequest, Message } from "../protocol";

/** A room on the person's list, with what is known of it. */
export interface BackgroundRoom {
  readonly name: string;
  /** The `seq` of the last message that the person has seen; undefined until they have been there. */
  readonly lastSeen: number | undefined;
  /** The `seq` of the last message that the room is known to have. */
  readonly newest: number;
  /** Whether an unread message mentions the person. */
  readonly hasMention: boolean;
  /** Notes what a message is that the person may not have seen: a mention of them, or an act, which is no unread message. */
  sort: (message: Message) => void;
  /** The server has said where the room is, on a new connection. Rejects when the connection is lost. */
  onPeeked: (page: HistoryPage) => Promise<void>;
}

export interface BackgroundRoomsParts {
  history: (request: HistoryRequest) => Promise<HistoryPage>;
  /** Takes a message as if it had come live. */
  receive: (message: Message) => void;
  /** Takes a message that was changed as if that had come live. */
  change: (message: Message) => void;
  /** The rooms that the connection is not in. */
  outside: () => readonly BackgroundRoom[];
}

/** Milliseconds between two checks. */
const LOOKS = 20_000;

/** Rooms in one check: with more, the requests would take the person's share of events from what they send (P12). */
const AT_ONCE = 50;

/** Changes that are read one by one; after more, the room is looked at as if for the first time. */
const FAR = 500;

/** Pages of unread messages that are searched for a mention; older ones wait until the person reads them. */
const PAGES = 4;

export class BackgroundRooms {
  readonly #parts: BackgroundRoomsParts;
  /** The rooms that were looked at on this connection, and up to which `rev`. */
  readonly #known = new Map<BackgroundRoom, number>();
  /** How many rooms were looked at: the next check goes on from there. */
  #looked = 0;
  #looking: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: BackgroundRoomsParts) {
    this.#parts = parts;
  }

  /** To be called on a new connection, on which nothing is known of any room. */
  begin(): void {
    this.#known.clear();
  }

  /** Searches the unread messages of a room for a mention of the person. Rejects when the connection is lost. */
  async findMention(room: BackgroundRoom): Promise<void> {
    let before: number | undefined;
    for (let n = 0; n < PAGES && !room.hasMention; n += 1) {
      const seen = room.lastSeen;
      if (seen === undefined || (before ?? room.newest + 1) <= seen + 1) return;
      const range = before === undefined ? {} : { before };
      const { messages } = await this.#parts.history({ room: room.name, ...range });
      for (const message of messages) room.sort(message);
      before = messages[0]?.seq ?? 0;
    }
  }

  /** Reads what is new in the rooms that the connection is not in, now and then regularly. Rejects when the connection is lost. */
  look(): Promise<void> {
    this.#looking ??= this.#peekAll().finally(() => {
      this.#looking = undefined;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.look().catch(() => {}), LOOKS);
    });
    return this.#looking;
  }

  async #peekAll(): Promise<void> {
    const rooms = this.#parts.outside();
    const first = this.#looked % Math.max(rooms.length, 1);
    const turn = [...rooms.slice(first), ...rooms.slice(0, first)].slice(0, AT_ONCE);
    for (const room of turn) {
      await this.#peek(room);
      this.#looked += 1;
    }
  }

  async #peek(room: BackgroundRoom): Promise<void> {
    const since = this.#known.get(room);
    if (since === undefined) return this.#peekFirst(room);
    const { newest } = room;
    const page = await this.#parts.history({ room: room.name, since });
    const { messages, rev, upto = rev } = page;
    if (page.reset || rev - upto > FAR) return this.#peekFirst(room);
    for (const message of messages.toSorted((one, other) => one.seq - other.seq))
      this.#parts[message.seq > newest ? "receive" : "change"](message);
    this.#known.set(room, upto);
    if (upto < rev) await this.#peek(room);
  }

  async #peekFirst(room: BackgroundRoom): Promise<void> {
    const page = await this.#parts.history({ room: room.name, limit: 1 });
    await room.onPeeked(page);
    this.#known.set(room, page.rev);
    await this.findMention(room);
  }
}
