/**
 * The message log: the one road of every message. No message is passed on before it is stored here, and
 * every message that is stored here is passed on. The log knows nothing of sockets.
 */
import type { Extent, HistoryPage, Message } from "../protocol";
import type { WriteHealth } from "./write-health";

/** A message that has not been numbered yet. `(from, room, id)` names it permanently (P8). */
export type Draft = Omit<Message, "seq" | "at">;

/** Which messages of a room to read (P13). Neither bound gives the newest `limit`. */
export interface Range {
  /** Only messages with a greater `seq`, oldest first. */
  after?: number | undefined;
  /** Only messages with a lower `seq`, the newest of them. */
  before?: number | undefined;
  /** At most this many, 1 or more. */
  limit: number;
  /** At most so many bytes of names and texts, but always one message if there is one. Without it, any number. */
  bytes?: number | undefined;
}

/** Messages of one sender in one room form a queue: they are stored in the order in which they were appended, or not at all. */
export function queueOf({ from, room }: Pick<Draft, "from" | "room">): string {
  // Neither has a space in it.
  return `${from} ${room}`;
}

export type OnMessage = (message: Message) => void;

/** A room that is followed: its extent as following began, and what ends it. */
export interface Following extends Extent {
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
   */
  append(draft: Draft): Promise<Message>;

  /**
   * A page of a room in rising `seq`, with the room's extent at the same moment. Both are 0 for a
   * room that has no messages. Rejects with `LogUnavailable`.
   */
  read(room: string, range: Range): Promise<HistoryPage>;

  /**
   * Calls `onMessage` with every message of the room above `head`, appended by any process, in `seq` order
   * without a hole, each once, until `stop` is called. While following begins, a message that is counted in
   * `head` may be among them. Rejects with `LogUnavailable`.
   */
  follow(room: string, onMessage: OnMessage): Promise<Following>;

  /** The names of at most `limit` rooms above `after`, in the order of their bytes. Rejects with `LogUnavailable`. */
  rooms(after: string, limit: number): Promise<string[]>;

  /**
   * Removes at most `most` of a room's messages from before a time, in milliseconds since 1970, the
   * lowest numbers first, and resolves with how many. Their numbers are never given again; their send
   * keys are forgotten. Rejects with `LogUnavailable`.
   */
  remove(room: string, before: number, most: number): Promise<number>;

  /** Whether writing succeeds. */
  readonly writes: Readonly<Pick<WriteHealth, "isPossible" | "failed" | "lastAt">>;

  /** Makes a durable write as large as some messages, which no reader sees. Rejects with `LogUnavailable`. */
  tryToWrite(): Promise<void>;

  /** Finishes what was accepted, then closes the store. Further calls reject with `LogUnavailable`. */
  close(): Promise<void>;
}

/** The store cannot do its work now; `cause` says why. Trying again later is right. */
export class LogUnavailable extends Error {
  override readonly name = "LogUnavailable";
}
