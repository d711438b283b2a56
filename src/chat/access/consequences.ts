/** When ranks, memberships or profiles change, people get the news, and callers who may not be in a room any more leave it at once. */
import { LOBBY, type Notice, type PutOut, type RoomKind, SERVER_ROOM } from "../../protocol";
import type { Belonging, Community, CommunityChange, Profile, Restriction } from "../../store";
import type { Audience } from "../audience";
import type { Caller } from "../caller";
import { selfOf } from "../people/self";
import type { Access, EntryPolicy } from "./access";
import type { Networks } from "./networks";
import { goneRoom, marked, ownRoom, restrictionIn, serverProfile, untilAndWhy } from "./own-room";
import type { Profiles } from "./profiles";
import { isHidden } from "./rules";
import { type Before, isKnown, STRANGER } from "./standing";
import type { Standings } from "./standings";
import { createLately, createTellingPace } from "./telling";

export interface ConsequencesParts {
  audience: Audience;
  entry: EntryPolicy;
  access: Pick<Access, "isOut">;
  standings: Standings;
  profiles: Profiles;
  community: Pick<Community, "person">;
  networks: Networks;
  /** Takes a caller out of a room. */
  leave: (caller: Caller, room: string) => void;
  /** The last `seq` and `rev` known here of a room. */
  known: (room: string) => { head: number; rev: number };
}

export interface Consequences {
  /** Reads again what has changed. Resolves when that was done, and everybody here has been told, or when it has failed. */
  follow(change: CommunityChange): Promise<void>;
  /** Puts out of a room the person whom an act there puts out. */
  acted(room: string, notice: Notice): void;
  standingChanged(callers: ReadonlySet<Caller>, before: Before): void;
  /** Ends the connections of callers whose key is refused from now on (P35). */
  replaced(callers: readonly Caller[]): void;
  profileChanged(room: string, now: Profile | undefined, before: Profile | undefined): void;
  /** It was not known for too long whether these still belong to their rooms: closes those that are in rooms of members alone. */
  cutOffHidden(callers: Iterable<Caller>): void;
}

export function createConsequences(parts: ConsequencesParts): Consequences {
  const { audience, entry, access, standings, profiles, community, networks, leave, known } = parts;
  const lately = createLately();

  /** A room as a caller has it now, with its newest numbers. */
  function told(belonging: Belonging, { standing }: Caller) {
    const { room, profile = profiles.of(room), head, rev } = belonging;
    const here = known(room);
    const numbers = { head: Math.max(head, here.head), rev: Math.max(rev, here.rev) };
    const { restrictions } = standing;
    return ownRoom({ ...belonging, profile, ...numbers, restrictions });
  }

  /** An act is told in its room, and changes what the person may do: of these two, the one that comes first puts out. */
  function putOut(caller: Caller, room: string, out?: PutOut, kind?: RoomKind): void {
    const isIn = caller.memberships.get(room) !== undefined;
    leave(caller, room);
    if (isIn || !lately.has(caller, room))
      audience.tellOne(caller, "room", goneRoom(room, out, kind));
    if (out) lately.add(caller, room);
  }

  /** Takes a caller out of the rooms that its person no longer belongs to, and sends which. */
  function endRooms(caller: Caller, before: Before): void {
    const { rooms } = caller.standing;
    const lost = new Set([...before.rooms.keys()].filter((room) => !rooms.has(room)));
    for (const [room] of caller.memberships) if (access.isOut(caller, room)) lost.add(room);
    for (const room of lost) {
      const ban = restrictionIn(caller.standing.restrictions, room, "ban");
      const kind = before.rooms.get(room)?.profile?.kind;
      putOut(caller, room, ban && { act: "ban", ...untilAndWhy(ban) }, kind);
    }
  }

  /** Tells a person what they may not do any more, or may again. Somebody who is banned from the server is told, and gone. */
  function tellRestrictions(caller: Caller, before: Before): void {
    const { restrictions, rank } = caller.standing;
    const isOther = (room: string) =>
      !isSameIn(room, "mute", before.restrictions, restrictions) ||
      !isSameIn(room, "ban", before.restrictions, restrictions);
    if (rank !== before.rank || isOther(SERVER_ROOM)) tellServer(caller);
    for (const [room] of caller.memberships)
      if (!caller.standing.rooms.has(room) && isOther(room)) {
        const state = { room, profile: profiles.of(room), ...known(room), restrictions };
        audience.tellOne(caller, "room", ownRoom(state));
      }
  }

  function tellRooms(caller: Caller, before: Before): void {
    for (const [room, now] of caller.standing.rooms)
      if (
        !isSame(before.rooms.get(room), now) ||
        !isSameIn(room, "mute", before.restrictions, caller.standing.restrictions)
      )
        audience.tellOne(caller, "room", told(now, caller));
  }

  /** Tells what is kept of the person themselves, and how far they have read by another machine. */
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

  function standingChanged(callers: ReadonlySet<Caller>, before: Before): void {
    for (const caller of callers) {
      endRooms(caller, before);
      tellRooms(caller, before);
      tellRestrictions(caller, before);
      tellSelf(caller, before);
    }
    endBanned(callers);
    if (entry !== "invited") return;
    for (const caller of callers)
      if (!isKnown(caller.standing) && !caller.isErasing) audience.cutOff(caller);
  }

  /** Ends the connections of somebody who is banned from the server. They have been told. */
  function endBanned(callers: Iterable<Caller>): void {
    const banned = [...callers].filter(({ standing }) => banOf(standing.restrictions));
    for (const { standing } of banned.slice(0, 1))
      if (banOf(standing.restrictions)?.address) networks.keepOut(banned);
    for (const caller of banned) audience.end(caller);
  }

  /** The same for people without a key, who have no standing. */
  async function restrictUnknown(people: readonly string[]): Promise<void> {
    for (const from of people) {
      const callers = audience.callersOf(from).filter(({ hasKey }) => !hasKey);
      if (callers.length === 0) continue;
      const { restrictions } = await community.person(from);
      for (const caller of callers) {
        const before = caller.standing;
        caller.standing = { ...STRANGER, restrictions };
        standingChanged(new Set([caller]), before);
      }
    }
  }

  function tellServer(caller: Caller): void {
    audience.tellOne(caller, "server", serverProfile(profiles.of(SERVER_ROOM), caller.standing));
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
      if (belonging) audience.tellOne(caller, "room", told(belonging, caller));
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

    replaced: (callers) => callers.forEach((caller) => audience.end(caller)),

    acted(room, { act, whom, ...why }) {
      if (act !== "kick" && act !== "ban") return;
      const out = { act, ...untilAndWhy(why) };
      for (const caller of audience.callersIn(room))
        if (caller.person.from === whom) putOut(caller, room, out);
    },

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
        (all || change.rooms.includes(SERVER_ROOM)) && networks.reload(),
        all || restrictUnknown(change.restricted ?? []),
      ]);
    },

    cutOffHidden(callers) {
      for (const caller of callers)
        if (Iterator.from(caller.memberships).some(([room]) => isHidden(room)))
          audience.cutOff(caller);
    },
  };
}

type Restrictions = readonly Restriction[] | undefined;

/** What bans a person from the server. */
const banOf = (restrictions: Restrictions) => restrictionIn(restrictions, SERVER_ROOM, "ban");

/** Whether a person is restricted in a room as before. */
function isSameIn(
  room: string,
  kind: Restriction["kind"],
  one: Restrictions,
  other: Restrictions,
): boolean {
  return Bun.deepEquals(restrictionIn(one, room, kind), restrictionIn(other, room, kind));
}

/** Whether a person is told of a room in the same words, its numbers aside. */
function isSame(one: Belonging | undefined, other: Belonging): boolean {
  return one !== undefined && one.rank === other.rank && Bun.deepEquals(one.profile, other.profile);
}
