/** Drafts: the text in the box of each room, and what the box is used for, shared by all pages of this browser. */
import { readValue, type KeyValueStore, writeValue } from "../../client/key-value-store";

/** A text for each room. */
interface Texts {
  of: (room: string) => string;
  keep: (room: string, txt: string) => void;
  /** The room's text if another page has changed it since this one last read or wrote it; undefined otherwise. */
  changed: (room: string) => string | undefined;
}

export interface Drafts extends Texts {
  purposes: Texts;
  /** The files that are to be sent with the text, as JSON. */
  files: Texts;
}

/** The drafts in `store`; without a store they last as long as the page is open. */
export function openDrafts(store: KeyValueStore | undefined): Drafts {
  const of = (kind: string) => openTexts(store, kind);
  return { ...of("draft"), purposes: of("purpose"), files: of("attached") };
}

function openTexts(store: KeyValueStore | undefined, kind: string): Texts {
  const nameOf = (room: string) => `chuan.${kind}.${room}`;
  const memory = new Map<string, string>();
  /** What the store had when this page last looked: it may have refused what was written. */
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
