/** The last messages of each room, to be read at once when the page opens again, and offline. */
import type { Message } from "../../protocol";
import { change, type Database, done, ROOMS } from "./database";

export interface MessageCache {
  load: (room: string) => Promise<Message[]>;
  /** Keeps the last of `messages`, in place of what was kept of the room. */
  keep: (room: string, messages: readonly Message[]) => Promise<void>;
  forget: (room: string) => Promise<void>;
}

interface Kept {
  room: string;
  messages: Message[];
}

/** A few screens. */
const KEPT = 100;

/** The cache in a database. Rejects where that does. */
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
