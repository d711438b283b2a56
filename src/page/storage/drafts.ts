/** What one has begun to write in each room and not sent: one text for all pages of this browser. */
import { readValue, type KeyValueStore, writeValue } from "../../client/key-value-store";

export interface Drafts {
  of: (room: string) => string;
  keep: (room: string, txt: string) => void;
  /** What another page has made of a room's draft since this one last read or wrote it; undefined if none has. */
  changed: (room: string) => string | undefined;
}

const nameOf = (room: string) => `chuan.draft.${room}`;

/** The drafts that `store` keeps, across reloads; without one, as long as the page is open. */
export function openDrafts(store: KeyValueStore | undefined): Drafts {
  const memory = new Map<string, string>();
  /** What was in the store when this page last looked: it may have refused to take what was written. */
  const stored = new Map<string, string>();
  const look = (room: string) => readValue(store, nameOf(room)) ?? "";

  function changed(room: string): string | undefined {
    const now = look(room);
    if (now === stored.get(room)) return undefined;
    stored.set(room, now);
    memory.set(room, now);
    return now;
  }

  return {
    of: (room) => changed(room) ?? memory.get(room) ?? "",
    keep(room, txt) {
      memory.set(room, txt);
      writeValue(store, nameOf(room), txt);
      stored.set(room, look(room));
    },
    changed,
  };
}
