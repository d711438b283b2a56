/** What people are sent when their standing, the server or one of their rooms has changed. */
import { LOBBY, SERVER_ROOM } from "../../protocol";
import type { Belonging, Restriction } from "../../store";
import type { Audience } from "../audience";
import type { Caller } from "../caller";
import { selfOf } from "../people/self";
import type { EntryPolicy } from "./access";
import { marked, ownRoom, restrictionIn, serverProfile } from "./own-room";
import type { Profiles } from "./profiles";
import type { Before } from "./standing";
import type { Standings } from "./standings";

export interface PersonNewsParts {
  audience: Pick<Audience, "tell" | "tellOne">;
  entry: EntryPolicy;
  standings: Pick<Standings, "callers" | "callersOf">;
  profiles: Pick<Profiles, "of">;
  /** The last `seq` and `rev` known here of a room. */
  known: (room: string) => { head: number; rev: number };
}

export interface PersonNews {
  /** Sends a caller what is different in its person's standing. */
  tellStanding(caller: Caller, before: Before): void;
  /** Sends everybody the server's profile. */
  tellServer(): void;
  /** Sends a room to everybody who belongs to it, and to those in it who do not. */
  tellRoom(room: string): void;
}

export function createPersonNews(parts: PersonNewsParts): PersonNews {
  const { audience, entry, standings, profiles, known } = parts;

  /** A room as a caller has it now, with its newest numbers. */
  function roomOf(belonging: Belonging, { standing }: Caller) {
    const { room, profile = profiles.of(room), head, rev } = belonging;
    const here = known(room);
    const numbers = { head: Math.max(head, here.head), rev: Math.max(rev, here.rev) };
    const { restrictions } = standing;
    return ownRoom({ ...belonging, profile, ...numbers, restrictions });
  }

  function tellRooms(caller: Caller, before: Before): void {
    for (const [room, now] of caller.standing.rooms)
      if (
        !isSame(before.rooms.get(room), now) ||
        !isSameIn(room, "mute", before.restrictions, caller.standing.restrictions)
      )
        audience.tellOne(caller, "room", roomOf(now, caller));
  }

  /** What the person may no longer do, or may again. */
  function tellRestrictions(caller: Caller, before: Before): void {
    const { restrictions, rank } = caller.standing;
    const isOther = (room: string) =>
      !isSameIn(room, "mute", before.restrictions, restrictions) ||
      !isSameIn(room, "ban", before.restrictions, restrictions);
    if (rank !== before.rank || isOther(SERVER_ROOM)) tellOwnServer(caller);
    for (const [room] of caller.memberships)
      if (!caller.standing.rooms.has(room) && isOther(room)) {
        const state = { room, profile: profiles.of(room), ...known(room), restrictions };
        audience.tellOne(caller, "room", ownRoom(state));
      }
  }

  /** What is stored about the person, and how far they have read by another machine. */
  function tellSelf(caller: Caller, before: Before): void {
    const { standing } = caller;
    const now = selfOf(standing, entry);
    if (!Bun.deepEquals(now, selfOf(before, entry))) audience.tellOne(caller, "self", now);
    for (const [room, { seen, level }] of standing.rooms) {
      const was = before.rooms.get(room);
      if (was && (was.seen !== seen || was.level !== level))
        audience.tellOne(caller, "marked", marked(room, { seen, level }));
    }
    const lobby = standing.self?.lobby;
    if (lobby && !Bun.deepEquals(lobby, before.self?.lobby))
      audience.tellOne(caller, "marked", marked(LOBBY, lobby));
  }

  function tellOwnServer(caller: Caller): void {
    audience.tellOne(caller, "server", serverProfile(profiles.of(SERVER_ROOM), caller.standing));
  }

  return {
    tellStanding(caller, before) {
      tellRooms(caller, before);
      tellRestrictions(caller, before);
      tellSelf(caller, before);
    },

    tellServer() {
      const now = profiles.of(SERVER_ROOM);
      const ranked = [...standings.callers()].flatMap((callers) =>
        [...callers].filter(({ standing }) => standing.rank !== undefined),
      );
      audience.tell({ except: ranked.map(({ id }) => id) }, "server", serverProfile(now));
      for (const caller of ranked) tellOwnServer(caller);
    },

    tellRoom(room) {
      const members = standings.callersOf(room);
      for (const caller of members) {
        const belonging = caller.standing.rooms.get(room);
        if (belonging) audience.tellOne(caller, "room", roomOf(belonging, caller));
      }
      const except = members.map(({ id }) => id);
      const state = { room, profile: profiles.of(room), ...known(room) };
      audience.tell({ room, except }, "room", ownRoom(state));
    },
  };
}

type Restrictions = readonly Restriction[] | undefined;

/** Whether a person is restricted in a room as before. */
function isSameIn(
  room: string,
  kind: Restriction["kind"],
  one: Restrictions,
  other: Restrictions,
): boolean {
  return Bun.deepEquals(restrictionIn(one, room, kind), restrictionIn(other, room, kind));
}

/** Whether a room is the same to a person, its numbers aside. */
function isSame(one: Belonging | undefined, other: Belonging): boolean {
  return one !== undefined && one.rank === other.rank && Bun.deepEquals(one.profile, other.profile);
}
