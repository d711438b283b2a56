/** The list of rooms that the person has been in: how far each was read, and its notification level. */
import { LOBBY } from "../../protocol";
import { readJson, type KeyValueStore, writeValue } from "../../client/key-value-store";

export const NOTIFY_LEVELS = ["all", "mentions", "none"] as const;

/** About which messages of a room to notify. */
export type NotifyLevel = (typeof NOTIFY_LEVELS)[number];

export interface ListedRoom {
  room: string;
  /** The last `seq` that was seen; undefined until the person has been there. */
  seen?: number | undefined;
  tell: NotifyLevel;
}

export interface RoomList {
  /** The lobby, and then the others in the order of the first visit. */
  all: () => ListedRoom[];
  of: (room: string) => ListedRoom;
  add: (room: string) => void;
  forget: (room: string) => void;
  /** Marks everything up to `seq` as seen. A lower `seq` than before changes nothing. */
  see: (room: string, seq: number) => void;
  /** The room's log was replaced by one that ends at `seq`. */
  restart: (room: string, seq: number) => void;
  setNotifyLevel: (room: string, telling: NotifyLevel) => void;
}

const KEPT = "chuan.rooms";

/** The list in `store`. Several pages may share one: each change begins with reading it. */
export function openRoomList(store: KeyValueStore | undefined): RoomList {
  let memory: ListedRoom[] = [];

  function all(): ListedRoom[] {
    const kept = readJson(store, KEPT);
    if (Array.isArray(kept) && kept.every(isListedRoom)) memory = kept;
    return memory.some(({ room }) => room === LOBBY) ? memory : [newlyListed(LOBBY), ...memory];
  }

  function keep(visits: ListedRoom[]): void {
    memory = visits;
    writeValue(store, KEPT, JSON.stringify(visits));
  }

  const of = (room: string) => all().find((visit) => visit.room === room) ?? newlyListed(room);

  function change(room: string, changed: Partial<ListedRoom>): void {
    keep(all().map((visit) => (visit.room === room ? { ...visit, ...changed } : visit)));
  }

  return {
    all,
    of,
    add(room) {
      if (!all().some((visit) => visit.room === room)) keep([...all(), newlyListed(room)]);
    },
    forget: (room) => keep(all().filter((visit) => visit.room !== room)),
    see(room, seq) {
      if (seq > (of(room).seen ?? -1)) change(room, { seen: seq });
    },
    restart: (room, seq) => change(room, { seen: seq }),
    setNotifyLevel: (room, telling) => change(room, { tell: telling }),
  };
}

/** The stored value may come from another program, or from an older version of the page. */
function isListedRoom(kept: unknown): kept is ListedRoom {
  const { room, seen, tell } = Object(kept) as Partial<Record<keyof ListedRoom, unknown>>;
  const hasSeen = seen === undefined || typeof seen === "number";
  return typeof room === "string" && hasSeen && NOTIFY_LEVELS.some((telling) => telling === tell);
}

function newlyListed(room: string): ListedRoom {
  return { room, tell: "mentions" };
}
