/** A cache of the last messages of each room, to be shown at once when the page opens, and offline. */
import type { KeptRoom } from "../../client/reader";
import { change, type Database, done, ROOMS } from "./database";

export interface MessageCache {
  /** What was stored of a room; undefined if nothing was. */
  load: (room: string) => Promise<KeptRoom | undefined>;
  /** Stores the last messages of a room, in place of those that were stored before. */
  keep: (room: string, kept: KeptRoom) => Promise<void>;
  forget: (room: string) => Promise<void>;
}

/** What is stored of a room. An earlier version of the page stored the messages alone. */
type Row = KeptRoom | { messages: KeptRoom["messages"]; rev?: undefined; epoch?: undefined };

/** Messages that are stored of a room: a few screens. */
const KEPT = 100;

/** The cache in `database`. Its methods reject when the database does. */
export function openMessageCache(database: Database): MessageCache {
  const forget = (room: string) =>
    change(database, ROOMS, "relaxed", (table) => table.delete(room));
  return {
    async load(room) {
      const row = await database.use<Row | undefined>((open) =>
        done(open.transaction(ROOMS).objectStore(ROOMS).get(room)),
      );
      if (!row) return undefined;
      const { messages, rev, epoch } = row;
      if (epoch !== undefined) return { messages, rev, epoch };
      // Without a cursor they cannot be brought up to date.
      await forget(room);
      return undefined;
    },
    keep: (room, { messages, rev, epoch }) =>
      change(database, ROOMS, "relaxed", (table) =>
        table.put({ room, messages: messages.slice(-KEPT), rev, epoch }),
      ),
    forget,
  };
}
