/** The rooms one has been in: how far each was read, and what of it one wants to be told. */
import { LOBBY } from "../../protocol";
import { readJson, type Store, write } from "../../client/storage";

export const TELLING = ["all", "mentions", "none"] as const;

/** Of which messages one is told while one looks elsewhere. */
export type Telling = (typeof TELLING)[number];

export interface Visit {
  room: string;
  /** The last `seq` that one has seen; undefined until one has been there. */
  seen?: number | undefined;
  tell: Telling;
}

export interface Visits {
  /** The lobby, and then the others in the order in which one first came there. */
  all: () => Visit[];
  of: (room: string) => Visit;
  enter: (room: string) => void;
  forget: (room: string) => void;
  /** A message below what was seen already changes nothing. */
  see: (room: string, seq: number) => void;
  /** The room's log has begun anew, and ends at `seq`. */
  restart: (room: string, seq: number) => void;
  tell: (room: string, telling: Telling) => void;
}

const KEPT = "chuan.rooms";

/** The rooms that `store` keeps. Several pages may share one: each change begins with what is kept. */
export function openVisits(store: Store | undefined): Visits {
  let memory: Visit[] = [];

  function all(): Visit[] {
    const kept = readJson(store, KEPT);
    if (Array.isArray(kept) && kept.every(isVisit)) memory = kept;
    return memory.some(({ room }) => room === LOBBY) ? memory : [newVisit(LOBBY), ...memory];
  }

  function keep(visits: Visit[]): void {
    memory = visits;
    write(store, KEPT, JSON.stringify(visits));
  }

  const of = (room: string) => all().find((visit) => visit.room === room) ?? newVisit(room);

  function change(room: string, changed: Partial<Visit>): void {
    keep(all().map((visit) => (visit.room === room ? { ...visit, ...changed } : visit)));
  }

  return {
    all,
    of,
    enter(room) {
      if (!all().some((visit) => visit.room === room)) keep([...all(), newVisit(room)]);
    },
    forget: (room) => keep(all().filter((visit) => visit.room !== room)),
    see(room, seq) {
      if (seq > (of(room).seen ?? -1)) change(room, { seen: seq });
    },
    restart: (room, seq) => change(room, { seen: seq }),
    tell: (room, telling) => change(room, { tell: telling }),
  };
}

/** What is kept may be somebody else's, or an older page's. */
function isVisit(kept: unknown): kept is Visit {
  const { room, seen, tell } = Object(kept) as Partial<Record<keyof Visit, unknown>>;
  const hasSeen = seen === undefined || typeof seen === "number";
  return typeof room === "string" && hasSeen && TELLING.some((telling) => telling === tell);
}

function newVisit(room: string): Visit {
  return { room, tell: "mentions" };
}
