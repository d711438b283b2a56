/** A cache of the last messages of each room, to be shown at once when the page opens, and offline. */
import type { Message } from "../../protocol";
import { change, type Database, done, ROOMS } from "./database";

export interface MessageCache {
  load: (room: string) => Promise<Message[]>;
  /** Stores the last of `messages`, in place of those of the room that were stored before. */
  keep: (room: string, messages: readonly Message[]) => Promise<void>;
  forget: (room: string) => Promise<void>;
}

interface Kept {
  room: string;
  messages: Message[];
}

/** Messages that are stored of a room: a few screens. */
const KEPT = 100;

/** The cache in `database`. Its methods reject when the database does. */
export function openMessageCache(database: Database): MessageCache {
  return {
    async load(room) {
      const kept = await database.use<Kept | undefined>((open) =>
        done(open.transaction(ROOMS).objectStore(ROOMS).get(room)),
      );
      return kept?.messages ?? [];
    },
    keep: (room, messages) =>
      change(database, ROOMS, "relaxed", (table) =>
        table.put({ room, messages: messages.slice(-KEPT) }),
      ),
    forget: (room) => change(database, ROOMS, "relaxed", (table) => table.delete(room)),
  };
}
