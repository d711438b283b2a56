/** Tells connections about the people of their rooms: all of them, or, to those that ask for it, what has changed (P15). */
import type { Presence } from "../../protocol";
import { createByteBudget } from "./byte-budget";
import type { ChatServer, ChatSocket } from "../chat-socket";
import { KnownPeople } from "./known-people";
import type { Audience } from "./presence";

export interface Announcements extends Audience {
  /** A connection has come that asks for changes. */
  admit: (socket: ChatSocket) => void;
  /** A connection has been given this as the answer to its `join`. */
  answered: (socket: ChatSocket, presence: Presence) => void;
  /** Nobody here is in the room any more. */
  forget: (room: string) => void;
}

/** Where those are who ask for changes. No room of the chat has a space in its name. */
const ASKED = "asked for changes";
/** Bytes a second, in all rooms, of all people and of changes. A room of 150 people is 7 KB to each. */
const RATES = { whole: 4_000_000, changes: 4_000_000 };

/** Tells the connections of `io`, at `rates`. */
export function createAnnouncements(io: ChatServer, rates = RATES): Announcements {
  const { adapter } = io.of("/");
  const known = new Map<string, KnownPeople>();
  const [tellWhole, tellChanges] = [createByteBudget(rates.whole), createByteBudget(rates.changes)];

  function countOf(room: string): { all: number; asked: number } {
    const here = adapter.rooms.get(room) ?? new Set();
    const asking = adapter.rooms.get(ASKED);
    let asked = 0;
    if (asking) for (const id of here) if (asking.has(id)) asked += 1;
    return { all: here.size, asked };
  }

  function whole(presence: Presence): number {
    const { all, asked } = countOf(presence.room);
    if (all === asked) return 0;
    const others = io.local.to(presence.room);
    (asked === 0 ? others : others.except(ASKED)).emit("presence", presence);
    return (all - asked) * bytesOf(presence);
  }

  function changes(presence: Presence): number {
    const { all, asked } = countOf(presence.room);
    if (asked === 0) {
      known.delete(presence.room);
      return 0;
    }
    const before = known.get(presence.room) ?? new KnownPeople({ ...presence, people: [] });
    known.set(presence.room, before);
    const changed = before.change(presence);
    if (!changed) return 0;
    io.local.to(presence.room).emit("people", changed);
    return all * bytesOf(changed);
  }

  return {
    size: (room) => adapter.rooms.get(room)?.size ?? 0,

    tell(presence) {
      tellWhole(presence.room, () => whole(presence));
      tellChanges(presence.room, () => changes(presence));
    },

    admit: (socket) => void socket.join(ASKED),

    answered(socket, presence) {
      // It may have left while the answer was on its way.
      if (!socket.rooms.has(ASKED) || !socket.rooms.has(presence.room)) return;
      const before = known.get(presence.room);
      if (before) before.learn(presence);
      else known.set(presence.room, new KnownPeople(presence));
    },

    forget: (room) => void known.delete(room),
  };
}

function bytesOf(told: object): number {
  return Buffer.byteLength(JSON.stringify(told));
}
