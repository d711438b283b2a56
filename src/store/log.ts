/**
 * The message log: the one road of every message. No message is passed on before it is stored here, and
 * every message that is stored here is passed on. The log knows nothing of sockets.
 */
import type { Change, Outcome } from "./changes";
import type { Draft, Extent, HistoryPage, Message, Person } from "../protocol";
import type { WriteHealth } from "./write-health";

export type { Draft };

/** Which messages of a room to read (P13). Neither bound gives the newest `limit`. */
export interface Range {
  /** Only messages with a greater `seq`, oldest first. */
  after?: number | undefined;
  /** Only messages with a lower `seq`, the newest of them. */
  before?: number | undefined;
  /** Only messages with a greater `rev`, in rising `rev`. It comes without the other bounds. */
  since?: number | undefined;
  /** The newest message that the reader knows of, with `since`: the page says `reset` where another one is there (P26). */
  last?: { seq: number; id: string } | undefined;
  /** At most this many, 1 or more. */
  limit: number;
  /** At most so many bytes of what people wrote in them, but always one message if there is one. Without it, any number. */
  bytes?: number | undefined;
}

/** What one person says and changes in one room forms a queue: it is stored in the order in which it was asked for, or not at all. */
export function queueOf(work: Draft | Change): string {
  // Neither has a space in it.
  return `${"kind" in work ? work.by : work.from} ${work.room}`;
}

/** Where a room is: its extent, and its `rev`. */
export type RoomStanding = Extent & { rev: number };

/** What a listener gets beside a message: the `rev` of the event before, and, for a change, who made it (P22). */
export interface News {
  prev: number;
  by?: string;
}

export type OnMessage = (message: Message, news: News) => void;

/** A room that is followed: where it was as following began, and what ends it. */
export interface Following extends RoomStanding {
  stop: () => void;
}

export interface Log {
  /**
   * Stores a message and resolves when it is durable: synced to disk, or committed by the database.
   * Idempotent by `(from, room, id)`: a draft that names a stored message stores nothing and
   * resolves with what was stored. Before it resolves, every listener of this process that follows the
   * room has got the message. Rejects with `LogUnavailable` when the message may not be durable:
   * the caller cannot know whether it was stored, and finds out by appending it again. Messages of the
   * same sender in the same room that wait behind it at that moment are rejected as well.
   * `acts` is the number of the last act in the room that the decision to store it knew. Where another one is the last,
   * nothing is stored and it rejects with `StaleDecision`, as do those that wait behind it (P32).
   */
  append(draft: Draft, acts?: number): Promise<Message>;

  /** Whether a message of this send key was stored, also one that was removed since, as long as `append` knows it. Rejects with `LogUnavailable`. */
  isStored(sent: Pick<Draft, "from" | "room" | "id">): Promise<boolean>;

  /**
   * Changes a message and resolves when the change is durable, as `append` does. Idempotent by the change's `id`.
   * Whether this person may change this message is for the caller to know; `acts` as for `append`. Rejects with `LogUnavailable`,
   * and with `StaleDecision`.
   */
  change(change: Change, acts?: number): Promise<Outcome>;

  /**
   * A page of a room in rising `seq`, or with `since` in rising `rev`, with the room's standing at the same moment. All
   * of that is 0 for a room that has no messages. Rejects with `LogUnavailable`.
   */
  read(room: string, range: Range): Promise<HistoryPage>;

  /**
   * At most `limit` of the people who reacted to a message with an emoji, in the order in which they did, after the person
   * `after`. Rejects with `LogUnavailable`.
   */
  reactors(reaction: ReactionPlace, after: string | undefined, limit: number): Promise<Person[]>;

  /** Those of the emoji `asked`, under messages of a room, with which a person has reacted. Rejects with `LogUnavailable`. */
  reactionsOf(from: string, room: string, asked: readonly OwnReaction[]): Promise<OwnReaction[]>;

  /** Names the log: another one after an import, and in each backup (P26). */
  readonly epoch: string;

  /**
   * Calls `onMessage` with every message of the room above `head`, appended by any process, in `seq` order
   * without a hole, each once, and with every message that was changed above `rev`, all in rising `rev`, until `stop` is
   * called. A message that was changed several times while this process could not see it is passed on once. While following
   * begins, what is counted in `head` and `rev` may be among them. Rejects with `LogUnavailable`.
   */
  follow(room: string, onMessage: OnMessage): Promise<Following>;

  /** The names of at most `limit` rooms above `after`, in the order of their bytes. Rejects with `LogUnavailable`. */
  rooms(after: string, limit: number): Promise<string[]>;

  /**
   * Removes at most `most` of a room's messages from before a time, in milliseconds since 1970, the
   * lowest numbers first, and resolves with how many. Their numbers are never given again; their send
   * keys are kept for 30 days (P23). Rejects with `LogUnavailable`.
   */
  remove(room: string, before: number, most: number): Promise<number>;

  /**
   * The messages of a person with numbers below `before`, not older than `since`, the newest first: at most `limit`, of the next
   * few thousand of the room. `next` is where to go on, undefined when nothing is left. Rejects with `LogUnavailable`.
   */
  saidBy(
    asked: { room: string; from: string; before: number; since: number },
    limit: number,
  ): Promise<{ messages: Message[]; next: number | undefined }>;

  /** Removes at most `most` messages of a room, as `remove` does, if the room is dissolved (P29). Rejects with `LogUnavailable`. */
  erase(room: string, most: number): Promise<void>;

  /** Forgets a room that has no messages left, with its numbers and send keys: for rooms whose names are never given again. Rejects with `LogUnavailable`. */
  forget(room: string): Promise<void>;

  /** Whether writing succeeds. */
  readonly writes: Readonly<Pick<WriteHealth, "isPossible" | "failed" | "lastAt">>;

  /** Makes a durable write as large as some messages, which no reader sees. Rejects with `LogUnavailable`. */
  tryToWrite(): Promise<void>;

  /** Finishes what was accepted, then closes the store. Further calls reject with `LogUnavailable`. */
  close(): Promise<void>;
}

/** One emoji under one message. */
export interface ReactionPlace {
  room: string;
  seq: number;
  emoji: string;
}

/** That a person has reacted to the message `seq` with an emoji. */
export type OwnReaction = Omit<ReactionPlace, "room">;

/** Milliseconds for which the send key of a message that was removed for its age is kept (P23). */
export const KEYS_KEPT = 30 * 86_400_000;

/** What goes into a commit: a message or a change, with the last act that the decision to store it knew, if it matters. */
export interface Work {
  said: Draft | Change;
  acts: number | undefined;
}

/** What became of it: `stale` where another act is the last of its room. */
export type Worked = Outcome | { refused: "stale" };

export const isStale = (worked: Worked): boolean =>
  "refused" in worked && worked.refused === "stale";

/** Another act is the last of the room: what the decision was made from has to be read again (P32). */
export class StaleDecision extends Error {
  override readonly name = "StaleDecision";
}

/** What became of a message. Throws `StaleDecision`. */
export function appended(worked: Worked): Message {
  if ("message" in worked) return worked.message;
  if (worked.refused === "stale") throw new StaleDecision("another act is the last of the room");
  throw new Error(`a message was refused: ${worked.refused}`);
}

/** What became of a change. Throws `StaleDecision`. */
export function changed(worked: Worked): Outcome {
  if ("message" in worked) return worked;
  const { refused } = worked;
  if (refused === "stale") throw new StaleDecision("another act is the last of the room");
  return { refused };
}

/** The store cannot do its work now; `cause` says why. Trying again later is right. */
export class LogUnavailable extends Error {
  override readonly name = "LogUnavailable";
}
