/** What follows when ranks, memberships or profiles change: people are told, and callers who may be in a room no more leave it at once. */
import { SERVER_ROOM } from "../../protocol";
import type { Belonging, CommunityChange, Profile } from "../../store";
import type { Audience } from "../audience";
import type { Caller } from "../caller";
import type { Access, Entry } from "./access";
import { goneRoom, ownRoom, serverProfile } from "./own-room";
import type { Profiles } from "./profiles";
import { isHidden } from "./rules";
import { type Before, isKnown, type Standings } from "./standings";

export interface ConsequencesParts {
  audience: Audience;
  entry: Entry;
  access: Pick<Access, "isOut">;
  standings: Standings;
  profiles: Profiles;
  /** Takes a caller out of a room. */
  leave: (caller: Caller, room: string) => void;
  /** The last `seq` and `rev` known here of a room. */
  known: (room: string) => { head: number; rev: number };
}

export interface Consequences {
  /** Reads anew what has changed. Resolves when that was done, and everybody here has been told, or when it has failed. */
  follow(change: CommunityChange): Promise<void>;
  standingChanged(callers: ReadonlySet<Caller>, before: Before): void;
  profileChanged(room: string, now: Profile | undefined, before: Profile | undefined): void;
  /** It was not known for too long whether these still belong to their rooms: closes those that are in rooms of members alone. */
  cutOffHidden(callers: Iterable<Caller>): void;
}

export function createConsequences(parts: ConsequencesParts): Consequences {
  const { audience, entry, access, standings, profiles, leave, known } = parts;

  /** A room as a caller has it now, with its newest numbers. */
  function told({ room, rank, profile, head, rev }: Belonging) {
    const here = known(room);
    const numbers = { head: Math.max(head, here.head), rev: Math.max(rev, here.rev) };
    return ownRoom({ room, rank, profile: profile ?? profiles.of(room), ...numbers });
  }

  function putOut(caller: Caller, room: string): void {
    leave(caller, room);
    audience.tellOne(caller, "room", goneRoom(room));
  }

  /** Takes a caller out of the rooms that are its person's no more, and tells which. */
  function endRooms(caller: Caller, before: Before): void {
    const { rooms } = caller.standing;
    const lost = new Set([...before.rooms.keys()].filter((room) => !rooms.has(room)));
    for (const [room] of caller.memberships) if (access.isOut(caller, room)) lost.add(room);
    for (const room of lost) putOut(caller, room);
  }

  function tellRooms(caller: Caller, before: Before): void {
    for (const [room, now] of caller.standing.rooms)
      if (!isSame(before.rooms.get(room), now)) audience.tellOne(caller, "room", told(now));
  }

  function standingChanged(callers: ReadonlySet<Caller>, before: Before): void {
    for (const caller of callers) {
      endRooms(caller, before);
      tellRooms(caller, before);
      const { standing } = caller;
      if (standing.rank !== before.rank) tellServer(caller);
      if (entry === "invited" && !isKnown(standing)) audience.cutOff(caller);
    }
  }

  function tellServer(caller: Caller): void {
    const { rank } = caller.standing;
    audience.tellOne(caller, "server", serverProfile(profiles.of(SERVER_ROOM), rank));
  }

  function tellOfServer(): void {
    const now = profiles.of(SERVER_ROOM);
    const ranked = [...standings.callers()].flatMap((callers) =>
      [...callers].filter(({ standing }) => standing.rank !== undefined),
    );
    audience.tell({ except: ranked.map(({ id }) => id) }, "server", serverProfile(now));
    for (const caller of ranked) tellServer(caller);
  }

  /** Tells everybody whose room it is, and those in it who do not belong to it. */
  function tellOfRoom(room: string): void {
    const members = standings.callersOf(room);
    for (const caller of members) {
      const belonging = caller.standing.rooms.get(room);
      if (belonging) audience.tellOne(caller, "room", told(belonging));
    }
    const except = members.map(({ id }) => id);
    const state = { room, profile: profiles.of(room), ...known(room) };
    audience.tell({ room, except }, "room", ownRoom(state));
  }

  const tellLater = createTellingPace((room) =>
    room === SERVER_ROOM ? tellOfServer() : tellOfRoom(room),
  );

  return {
    standingChanged,

    profileChanged(room, now, before) {
      if (Bun.deepEquals(now, before)) return;
      if (room !== SERVER_ROOM) standings.setProfile(room, now);
      if (!now?.isDissolved) return tellLater(room);
      // Members are out by now.
      for (const caller of audience.callersIn(room)) putOut(caller, room);
    },

    async follow(change) {
      const all = change === "all";
      await Promise.all([
        profiles.reload(all ? "all" : change.rooms),
        standings.reload(all ? standings.people() : change.people),
      ]);
    },

    cutOffHidden(callers) {
      for (const caller of callers)
        if (Iterator.from(caller.memberships).some(([room]) => isHidden(room)))
          audience.cutOff(caller);
    },
  };
}

/** Milliseconds between two tellings of what one room is called and how it works: each is told to all of its members. */
const PACE = 250;

/** Returns a function that has a room told by `tell`, at once if it was not told lately, and of many changes only the last state. */
function createTellingPace(tell: (room: string) => void): (room: string) => void {
  /** The rooms that were told lately, and whether they have changed since. */
  const recent = new Map<string, { again: boolean }>();

  function tellNow(room: string): void {
    const one = { again: false };
    recent.set(room, one);
    tell(room);
    setTimeout(() => {
      recent.delete(room);
      if (one.again) tellNow(room);
    }, PACE).unref();
  }

  return (room) => {
    const one = recent.get(room);
    if (one) one.again = true;
    else tellNow(room);
  };
}

/** Whether a person is told of a room in the same words, its numbers aside. */
function isSame(one: Belonging | undefined, other: Belonging): boolean {
  return one !== undefined && one.rank === other.rank && Bun.deepEquals(one.profile, other.profile);
}
