/** What one has begun to write in each room and not sent. */
import { read, type Store, write } from "./storage";

export interface Drafts {
  of: (room: string) => string;
  keep: (room: string, txt: string) => void;
}

const nameOf = (room: string) => `chuan.draft.${room}`;

/** The drafts that `store` keeps, across reloads; without one, as long as the page is open. */
export function openDrafts(store: Store | undefined): Drafts {
  const memory = new Map<string, string>();
  return {
    of: (room) => memory.get(room) ?? read(store, nameOf(room)) ?? "",
    keep(room, txt) {
      memory.set(room, txt);
      write(store, nameOf(room), txt);
    },
  };
}
