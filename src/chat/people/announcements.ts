/** Tells connections about the people of their rooms: all of them, or only what has changed to those that asked for that (P15). */
import type { Presence } from "../../protocol";
import type { Audience } from "../audience";
import type { Caller } from "../caller";
import { createByteBudget } from "./byte-budget";
import { KnownPeople } from "./known-people";

export interface Announcements {
  /** How many connections there are to tell in a room. */
  size: (room: string) => number;
  /** Tells the people of a room to its connections. */
  tell: (presence: Presence) => void;
  /** A caller that asks for changes has joined. */
  admit: (caller: Caller) => void;
  /** A caller has been given this as the answer to its `join`. */
  answered: (caller: Caller, presence: Presence) => void;
  /** Nobody here is in the room any more. */
  forget: (room: string) => void;
}

/** The room of all who ask for changes. No room of the chat has a space in its name. */
const ASKED = "asked for changes";
/** Bytes a second, in all rooms, of all people and of changes. A room of 150 people is 7 KB to each. */
const RATES = { whole: 4_000_000, changes: 4_000_000 };

/** Tells the audience, at `rates`. */
export function createAnnouncements(audience: Audience, rates = RATES): Announcements {
  const known = new Map<string, KnownPeople>();
  const [tellWhole, tellChanges] = [createByteBudget(rates.whole), createByteBudget(rates.changes)];

  function tellAll(presence: Presence): void {
    const { room } = presence;
    const length = bytesOf(presence);
    const asked = () => audience.sizeOfBoth(room, ASKED);
    const bytes = () => (audience.size(room) - asked()) * length;
    const tell = () => {
      const cost = bytes();
      const except = asked() === 0 ? [] : ASKED;
      if (cost > 0) audience.tell({ room, except }, "presence", presence);
      return cost;
    };
    tellWhole(room, tell, bytes);
  }

  function changes(presence: Presence): number {
    const { room } = presence;
    if (audience.sizeOfBoth(room, ASKED) === 0) {
      known.delete(room);
      return 0;
    }
    const before = known.get(room) ?? new KnownPeople({ ...presence, people: [] });
    known.set(room, before);
    const changed = before.change(presence);
    if (!changed) return 0;
    audience.tell({ room }, "people", changed);
    return audience.size(room) * bytesOf(changed);
  }

  return {
    size: audience.size,

    tell(presence) {
      tellAll(presence);
      tellChanges(presence.room, () => changes(presence));
    },

    admit: (caller) => audience.enter(caller, ASKED),

    answered({ id }, presence) {
      // The caller may have left while the answer was on its way.
      if (!audience.has(id, ASKED) || !audience.has(id, presence.room)) return;
      const before = known.get(presence.room);
      if (before) before.learn(presence);
      else known.set(presence.room, new KnownPeople(presence));
    },

    forget: (room) => void known.delete(room),
  };
}

function bytesOf(shape: object): number {
  return Buffer.byteLength(JSON.stringify(shape));
}
