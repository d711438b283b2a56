/** When ranks, memberships or profiles change, people get the news, and callers who may no longer be in a room leave it at once. */
import { type Notice, type PutOut, type RoomKind, SERVER_ROOM } from "../../protocol";
import type { Community, CommunityChange, Profile, Restriction } from "../../store";
import type { Audience } from "../audience";
import type { Caller } from "../caller";
import type { Access } from "./access";
import type { Networks } from "./networks";
import { goneRoom, restrictionIn, untilAndWhy } from "./own-room";
import { createPersonNews, type PersonNewsParts } from "./person-news";
import type { Profiles } from "./profiles";
import { isHidden } from "./rules";
import { type Before, isKnown, STRANGER } from "./standing";
import type { Standings } from "./standings";
import { createLately, createTellingPace } from "./telling";

export interface ConsequencesParts extends PersonNewsParts {
  audience: Audience;
  access: Pick<Access, "isOut">;
  standings: Standings;
  profiles: Profiles;
  community: Pick<Community, "person">;
  networks: Networks;
  /** Takes a caller out of a room. */
  leave: (caller: Caller, room: string) => void;
}

export interface Consequences {
  /** Reads again what has changed. Resolves when that was done, and everybody here has the news, or when it has failed. */
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
  const { audience, entry, access, standings, profiles, community, networks, leave } = parts;
  const lately = createLately();
  const news = createPersonNews(parts);

  /** An act comes as a message in its room, and as a change of what the person may do: the one that comes first puts out. */
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

  function standingChanged(callers: ReadonlySet<Caller>, before: Before): void {
    for (const caller of callers) {
      endRooms(caller, before);
      news.tellStanding(caller, before);
    }
    endBanned(callers);
    if (entry !== "invited") return;
    for (const caller of callers)
      if (!isKnown(caller.standing) && !caller.isErasing) audience.cutOff(caller);
  }

  /** Ends the connections of somebody who is banned from the server, after the news of it. */
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

  const tellLater = createTellingPace((room) =>
    room === SERVER_ROOM ? news.tellServer() : news.tellRoom(room),
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
