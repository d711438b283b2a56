/** The rooms one has been in: how far each was read, and what of it one wants to be told. */
import { LOBBY } from "../../protocol";
import { readJson, type KeyValueStore, writeValue } from "../../client/key-value-store";

export const NOTIFY_LEVELS = ["all", "mentions", "none"] as const;

/** Of which messages one is told while one looks elsewhere. */
export type NotifyLevel = (typeof NOTIFY_LEVELS)[number];

export interface ListedRoom {
  room: string;
  /** The last `seq` that one has seen; undefined until one has been there. */
  seen?: number | undefined;
  tell: NotifyLevel;
}

export interface RoomList {
  /** The lobby, and then the others in the order in which one first came there. */
  all: () => ListedRoom[];
  of: (room: string) => ListedRoom;
  add: (room: string) => void;
  forget: (room: string) => void;
  /** A message below what was seen already changes nothing. */
  see: (room: string, seq: number) => void;
  /** The room's log has begun anew, and ends at `seq`. */
  restart: (room: string, seq: number) => void;
  setNotifyLevel: (room: string, telling: NotifyLevel) => void;
}

const KEPT = "chuan.rooms";

/** The rooms that `store` keeps. Several pages may share one: each change begins with what is kept. */
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

/** What is kept may be somebody else's, or an older page's. */
function isListedRoom(kept: unknown): kept is ListedRoom {
  const { room, seen, tell } = Object(kept) as Partial<Record<keyof ListedRoom, unknown>>;
  const hasSeen = seen === undefined || typeof seen === "number";
  return typeof room === "string" && hasSeen && NOTIFY_LEVELS.some((telling) => telling === tell);
}

function newlyListed(room: string): ListedRoom {
  return { room, tell: "mentions" };
}
