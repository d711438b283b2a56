/**
 * The rooms on the list that are not shown: whether an unread message there mentions the person, and what is new in
 * rooms that the connection cannot be in, since the server limits their number and the list has no limit (P4).
 */
import type { Extent, HistoryPage, HistoryRequest, Message } from "../protocol";

/** A room on the person's list, with what is known of it. */
export interface BackgroundRoom {
  readonly name: string;
  /** The `seq` of the last message that the person has seen; undefined until they have been there. */
  readonly lastSeen: number | undefined;
  /** The `seq` of the last message that the room is known to have. */
  readonly newest: number;
  /** Whether an unread message mentions the person. */
  readonly hasMention: boolean;
  /** A message mentions the person. */
  mentionedAt: (seq: number) => void;
  /** The server has said from where to where the room's messages are. */
  onExtent: (extent: Extent) => void;
}

export interface BackgroundRoomsParts {
  history: (request: HistoryRequest) => Promise<HistoryPage>;
  /** Takes a message as if it had come live. */
  receive: (message: Message) => void;
  mentionsMe: (message: Message) => boolean;
  /** The rooms that the connection is not in. */
  outside: () => readonly BackgroundRoom[];
}

/** Milliseconds between two checks. */
const LOOKS = 20_000;

/** Pages of unread messages that are searched for a mention; older ones wait until the person reads them. */
const PAGES = 4;

export class BackgroundRooms {
  readonly #parts: BackgroundRoomsParts;
  /** The rooms whose newest message is known on this connection. */
  readonly #known = new Set<BackgroundRoom>();
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
      for (const message of messages)
        if (this.#parts.mentionsMe(message)) room.mentionedAt(message.seq);
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
    for (const room of this.#parts.outside()) await this.#peek(room);
  }

  async #peek(room: BackgroundRoom): Promise<void> {
    const { name } = room;
    if (this.#known.has(room)) {
      const { messages } = await this.#parts.history({ room: name, after: room.newest });
      for (const message of messages) this.#parts.receive(message);
      return;
    }
    room.onExtent(await this.#parts.history({ room: name, limit: 1 }));
    this.#known.add(room);
    await this.findMention(room);
  }
}
