/** The list of rooms that the person has been in: how far each was read, and its notification level. */
import {
  type Level,
  LEVELS,
  LOBBY,
  type OwnRoom,
  type PutOut,
  type ServerProfile,
} from "../../protocol";
import { readJson, readValue, type KeyValueStore, writeValue } from "../../client/key-value-store";
import { type BrowserMark, LEVEL, type ShownMark, withMark } from "./kept-mark";

/** What the server has said of a room of the person's: shown until it says it again. */
export type RoomProfile = Partial<
  Omit<OwnRoom, "room" | "head" | "rev" | "gone" | "seen" | "level">
>;

export interface RoomEntry extends BrowserMark {
  room: string;
  /** What the server has said of it. It is one of the person's if they have a rank in it. */
  own?: RoomProfile | undefined;
  /** The room has ended for the person, and is listed only as long as it has an unsent message. */
  hasEnded?: boolean | undefined;
}

export interface RoomList {
  /** The lobby, and then the others in the order of the first visit. */
  all: () => RoomEntry[];
  of: (room: string) => RoomEntry;
  add: (room: string) => void;
  forget: (room: string) => void;
  /** Takes over what the server says of rooms of the person's. One that is new to the list has nothing unread. */
  learn: (rooms: readonly OwnRoom[]) => void;
  /** Keeps an entry for unsent messages, with only the title and the act that ended it. */
  end: (room: string, out?: PutOut) => void;
  /** Marks everything up to `seq` as seen. A lower `seq` than before changes nothing. */
  see: (room: string, seq: number) => void;
  /** Sets a mark back to `seq` on purpose. */
  unsee: (room: string, seq: number) => void;
  /** The server has sent the person's mark in a room. */
  mark: (room: string, told: ShownMark) => void;
  /** The room's log was replaced by one that ends at `seq`. */
  restart: (room: string, seq: number) => void;
  /**
   * There is a connection to the log `epoch`. In another log than before, the server may not have the mark in the lobby any more: it
   * says nothing of the lobby then.
   */
  begin: (epoch: string) => void;
  setLevel: (room: string, telling: Level) => void;
  /** The server's name and purpose, as it last sent them. */
  server: () => ServerProfile;
  keepServer: (server: ServerProfile) => void;
  /** Bytes of a file at most, as the server has last said; 0 where it takes none. */
  fileBytes: () => number | undefined;
  keepFileBytes: (most: number) => void;
}

const KEPT = "chuan.rooms";
const SERVER = "chuan.server";
const FILES = "chuan.files";
const EPOCH = "chuan.epoch";

/** The list in `store`. Several pages may share one: each change begins with reading it. */
export function openRoomList(store: KeyValueStore | undefined): RoomList {
  let memory: RoomEntry[] = [];
  /** What `memory` was read from: a person may have a thousand rooms, and each asks for its place in the list. */
  let read: string | undefined;
  /** The log of the last connection, where nothing can be stored. */
  let known: string | undefined;

  function all(): RoomEntry[] {
    const text = readValue(store, KEPT);
    const kept = text === read ? memory : readJson(store, KEPT);
    read = text;
    if (kept !== memory && Array.isArray(kept)) {
      const rooms = kept.map((one) => ofThisVersion(one));
      if (rooms.every(isListedRoom)) memory = rooms;
    }
    return memory.some(({ room }) => room === LOBBY) ? memory : [newlyListed(LOBBY), ...memory];
  }

  function keep(visits: RoomEntry[]): void {
    memory = visits;
    writeValue(store, KEPT, JSON.stringify(visits));
  }

  const of = (room: string) => all().find((visit) => visit.room === room) ?? newlyListed(room);

  function change(room: string, changed: Partial<RoomEntry>): void {
    keep(all().map((visit) => (visit.room === room ? { ...visit, ...changed } : visit)));
  }

  /** Where the server has this mark already, there is nothing to tell it: what it has later counts then. */
  function setBack(room: string, seq: number): void {
    change(room, { seen: seq, isUnread: of(room).marked?.seen === seq ? undefined : true });
  }

  return {
    all,
    of,
    add(room) {
      if (!all().some((visit) => visit.room === room)) keep([...all(), newlyListed(room)]);
      else if (of(room).hasEnded) change(room, { hasEnded: false });
    },
    forget: (room) => keep(all().filter((visit) => visit.room !== room)),
    learn(rooms) {
      if (rooms.length === 0) return;
      const visits = new Map(all().map((visit) => [visit.room, visit]));
      for (const { room, head, rev: _, seen, level, ...own } of rooms) {
        const visit = visits.get(room) ?? newlyListed(room);
        const mark = withMark(visit, markOf(seen, level), head);
        visits.set(room, { ...visit, ...mark, own, hasEnded: undefined });
      }
      keep([...visits.values()]);
    },
    end(room, out) {
      const { title, kind, with: other } = of(room).own ?? {};
      const own = {
        own: {
          ...(title === undefined ? {} : { title }),
          ...(other === undefined || kind === undefined ? {} : { kind, with: other }),
          ...(out === undefined ? {} : { out }),
        },
      };
      keep(
        all().map((visit) =>
          visit.room === room ? { ...newlyListed(room), ...own, hasEnded: true } : visit,
        ),
      );
    },
    see(room, seq) {
      if (seq > (of(room).seen ?? -1)) change(room, { seen: seq, isUnread: undefined });
    },
    unsee: setBack,
    mark: (room, { seen, level }) => change(room, withMark(of(room), markOf(seen, level))),
    restart: setBack,
    begin(epoch) {
      if ((readValue(store, EPOCH) ?? known) === epoch) return;
      known = epoch;
      writeValue(store, EPOCH, epoch);
      change(LOBBY, { marked: undefined });
    },
    setLevel: (room, telling) => change(room, { tell: telling }),
    server() {
      const server = readJson(store, SERVER);
      return isProfile(server) ? { ...server } : {};
    },
    fileBytes() {
      const most = readJson(store, FILES);
      return typeof most === "number" ? most : undefined;
    },
    keepFileBytes: (most) => writeValue(store, FILES, String(most)),
    keepServer: ({ title, topic }) => writeValue(store, SERVER, JSON.stringify({ title, topic })),
  };
}

const markOf = (seen: number | undefined, level: Level | undefined): ShownMark => ({
  ...(seen === undefined ? {} : { seen }),
  ...(level === undefined ? {} : { level }),
});

/** An earlier version of the page had another word for calls. */
function ofThisVersion(kept: unknown): unknown {
  const { tell } = Object(kept) as { tell?: unknown };
  return tell === "mentions" ? { ...Object(kept), tell: LEVEL } : kept;
}

/** The stored value may come from another program, or from an older version of the page. */
function isListedRoom(kept: unknown): kept is RoomEntry {
  const { room, seen, tell, own } = Object(kept) as Partial<Record<keyof RoomEntry, unknown>>;
  const hasSeen = seen === undefined || typeof seen === "number";
  const isWell = LEVELS.some((telling) => telling === tell) && isProfile(own);
  return typeof room === "string" && hasSeen && isWell;
}

function isProfile(own: unknown): own is Pick<RoomProfile, "title" | "topic"> | undefined {
  const { title, topic } = Object(own) as Partial<Record<keyof RoomProfile, unknown>>;
  return [title, topic].every((text) => text === undefined || typeof text === "string");
}

function newlyListed(room: string): RoomEntry {
  return { room, tell: LEVEL };
}
