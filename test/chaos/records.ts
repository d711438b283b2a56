/** What a run leaves behind: everything that anybody asked for, was acknowledged and was shown. */
import type { Wish } from "../../src/client/wishes";
import type { Message } from "../../src/protocol";
import type { Own } from "./checker-own";

/** A message as one screen showed it, or as the log keeps it, without what only one person receives. */
export type Seen = Message;

/** What names a message for ever, in its room (P8). */
export type Target = Pick<Seen, "id" | "from">;

/** A change that a client keeps until it is answered. `id` is its send key. */
export interface Asked {
  id: string;
  target: Target;
  wish: Wish;
}

/** What a person did to a message, when, and in which log they saw it: their client may ask for less, where one cancels out another. */
export type Wanted = Omit<Asked, "id"> & Moment;

/** Where and when an acknowledgement came: the name of the log (P26), and the milliseconds as `performance.now` counts. */
export interface Moment {
  epoch: string;
  at: number;
}

export interface Acknowledged extends Moment {
  id: string;
  seq: number;
  rev: number;
}

/** The answer to a change: the message as the server said it was then, or nothing where it was refused. */
export interface Answered extends Moment {
  id: string;
  message?: Seen;
}

/** A live event: a message that was said, or one that was changed. */
export interface Told {
  epoch: string;
  id: string;
  seq: number;
  rev: number;
  isChange: boolean;
  /** Who changed it, and whether by removing it. */
  by?: string;
  isRemoval?: true;
}

/** A screen as it was when it was left. */
export interface Screen {
  epoch: string;
  /** What had scrolled off the top, as it was then. */
  above: readonly Seen[];
  messages: readonly Seen[];
}

export interface Person {
  name: string;
  room: string;
  /** Their public id (P2). */
  from: string;
  /** In the order typed. The text says which message it is, so that an altered one is noticed. */
  typed: { id: string; txt: string; re?: number }[];
  acknowledged: Acknowledged[];
  /** In the order asked for. No two edits have the same text. */
  asked: Asked[];
  answered: Answered[];
  /** The ids of all messages and changes that were sent at least once. */
  sent: Set<string>;
  /** In the order in which it was done. */
  wanted: Wanted[];
  /** The ids of messages that were refused, or a change of which was, because an act forbade it. */
  forbidden: Set<string>;
  /** One list for every connection: the live events that it brought, in the order they came. */
  live: Told[][];
  /** One for every page load, and one for every log that a page saw replaced. The last one is that of the end. */
  screens: Screen[];
}

/** The record of somebody who has done nothing yet. */
export const newRecord = (name: string, room: string, from = ""): Person => ({
  name,
  room,
  from,
  typed: [],
  acknowledged: [],
  asked: [],
  answered: [],
  sent: new Set(),
  wanted: [],
  forbidden: new Set(),
  live: [],
  screens: [],
});

/** A log, from its naming to its end: that of the run, or the restoring of a backup. */
export interface Epoch {
  id: string;
  /** Every room at the end, as each machine gave it to somebody who came when all was over. */
  logs: ReadonlyMap<string, Seen[][]>;
  /** When the backup was begun that replaced this log: the next one has what was acknowledged before. */
  backedUpAt?: number;
  /** When it ended, if it was replaced. */
  endedAt?: number;
}

export interface Records {
  /** In each room where somebody talks, also in each direct one. */
  people: Person[];
  own: Own;
  /** In the order in which one replaced the other. The last is the one that the fresh reader has. */
  epochs: Epoch[];
  /** All that the bytes of the store have of texts, when all was over and the store was closed. */
  texts: ReadonlySet<string>;
}
