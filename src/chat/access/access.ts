/** The one place that decides who may do what in which room: every event asks it, at the moment of doing. */
import { SERVER_ROOM } from "../../protocol";
import { ROOMS_OF_ONE } from "../../protocol/limits";
import type { Community, Decision, Facts, Profile, Question } from "../../store";
import type { Caller } from "../caller";
import { Refusal } from "../refusal";
import { type Action, isHidden, type Ranks, type RoomState, whyNot } from "./rules";
import { refusalByFacts } from "./by-facts";
import { createKnowing, type Knowing } from "./knowing";
import { restrictionsIn, type Standing } from "./standing";

/** Whether anybody may come in, or only people who are known or invited (P27). */
export type EntryPolicy = "open" | "invited";

export interface Access {
  /**
   * Throws the `Refusal` that says why the caller may not do this now. It reads nothing: for a room that only its members
   * know of it is decided from the caller's own memberships, with the same answer whether the room is there or not (H28).
   */
  require(caller: Caller, action: Action, room: string): void;
  /** Whether the caller may do this now. */
  isAllowed(caller: Caller, action: Action, room: string): boolean;
  /** Whether the caller may not be in the room. While that cannot be known, it is false. */
  isOut(caller: Caller, room: string): boolean;
  knowing: Knowing;
  /**
   * Has the store decide, as `Community.decide` does, about a room in which the caller may do `action`: it is asked from what
   * is known here first, and again from the facts. Resolves when everybody on this machine has been told.
   */
  decide<T extends Decision>(
    act: { caller: Caller; action: Action; room: string; people?: string[]; invitation?: string },
    rule: (facts: Facts) => T,
  ): Promise<T>;
}

export interface AccessParts {
  community: Pick<Community, "decide" | "facts">;
  /** Whether what is known here of people is at most five seconds old. */
  isFresh: () => boolean;
  profiles: { of: (room: string) => Profile | undefined; isDissolved: (room: string) => boolean };
  /** Resolves when all changes that the store told of are known to the callers here. */
  settled: () => Promise<void>;
}

/** Milliseconds after which to ask again what cannot be decided now. */
const LATER = 1000;
const ERASED: RoomState = { isDissolved: true };

export function createAccess({ community, isFresh, profiles, settled }: AccessParts): Access {
  function refusal(caller: Caller, action: Action, room: string): Refusal | undefined {
    const { standing } = caller;
    // A machine that does not hear the database does not know who was put out (P32).
    if (isHidden(room) && !(isFresh() && standing.isSure)) return unsure();
    const profile = profiles.isDissolved(room) ? ERASED : profileFor(standing, room);
    return whyNot(action, room, ranksOf(standing, room), profile);
  }

  /** The room's profile as far as rules need it. */
  function profileFor(standing: Standing, room: string): Profile | undefined {
    return profiles.of(room) ?? standing.rooms.get(room)?.profile;
  }

  function requireIt(caller: Caller, action: Action, room: string): void {
    const why = refusal(caller, action, room);
    if (why) throw why;
  }

  const knowing = createKnowing(community);

  return {
    require: requireIt,
    knowing,
    isAllowed: (caller, action, room) => refusal(caller, action, room) === undefined,
    isOut(caller, room) {
      const code = refusal(caller, "read", room)?.wire.code;
      return code === "forbidden" || code === "banned";
    },

    async decide({ caller, action, room, people = [], invitation }, rule) {
      const { from } = caller.person;
      requireIt(caller, action, room);
      const question: Question = {
        rooms: [...new Set([room, SERVER_ROOM])],
        people: [...new Set([from, ...people])],
        invitation,
      };
      const decision = await community.decide(question, (facts) => {
        const why = refusalByFacts(facts, action, room, from);
        if (why) throw why;
        return rule(facts);
      });
      await settled();
      return decision;
    },
  };
}

function ranksOf(standing: Standing, room: string): Ranks {
  const { rank, rooms } = standing;
  return {
    inRoom: rooms.get(room)?.rank,
    onServer: rank,
    restrictions: restrictionsIn(standing, room),
  };
}

/** Throws `Refusal` unless the caller has a key: a caller without one is another person each time. */
export function requireKey({ hasKey }: Caller): void {
  if (!hasKey) throw new Refusal("forbidden", "this needs a key: connect with one (P1)");
}

/** Throws `Refusal` when the caller's person belongs to as many rooms as one may: each of them is in the person's welcome. */
export function requireFewRooms({ standing }: Caller): void {
  if (standing.rooms.size >= ROOMS_OF_ONE)
    throw new Refusal(
      "too_many_rooms",
      `you belong to ${standing.rooms.size} rooms, and ${ROOMS_OF_ONE} are allowed: end some of these memberships first`,
    );
}

function unsure(): Refusal {
  return new Refusal(
    "unavailable",
    "the server cannot tell who belongs to this room right now",
    LATER,
  );
}
