/** The last messages of each room, to be read at once when the page opens again, and offline. */
import type { Message } from "../protocol";
import { change, done, ROOMS } from "./database";

export interface Archive {
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

/** The archive in a database of `openDatabase`. */
export function openArchive(database: IDBDatabase): Archive {
  return {
    async load(room) {
      const reading = database.transaction(ROOMS).objectStore(ROOMS).get(room);
      const kept: Kept | undefined = await done(reading);
      return kept?.messages ?? [];
    },
    keep: (room, messages) =>
      change(database, ROOMS, "relaxed", (table) =>
        table.put({ room, messages: messages.slice(-KEPT) }),
      ),
    forget: (room) => change(database, ROOMS, "relaxed", (table) => table.delete(room)),
  };
}

/** Where the browser keeps nothing. */
export const NO_ARCHIVE: Archive = {
  load: () => Promise.resolve([]),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};
