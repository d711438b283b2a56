/** What a run leaves behind: everything that anybody typed, was acknowledged and was shown. */
import type { Message } from "../../src/protocol";

/** A message as one screen showed it, or as the log keeps it. */
export type Seen = Pick<Message, "seq" | "id" | "from" | "txt">;

export interface Person {
  name: string;
  room: string;
  /** Their public id (P2). */
  from: string;
  /** In the order typed. The text says which message it is, so that an altered one is noticed. */
  typed: { id: string; txt: string }[];
  acknowledged: { id: string; seq: number }[];
  /** One list for every connection: the live messages that it brought, in the order they came. */
  live: number[][];
  /** One list for every page load: what stood on the screen, from top to bottom, when it was left. */
  screens: Seen[][];
}

export interface Records {
  people: Person[];
  /** Every room's log, as each machine gave it to somebody who came when all was over. */
  logs: ReadonlyMap<string, Seen[][]>;
}
