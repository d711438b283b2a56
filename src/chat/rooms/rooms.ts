/** Which rooms a caller is in (P4). */
import type { Roster, RoomStanding } from "../../store";
import type { Audience } from "../audience";
import type { Caller } from "../caller";
import type { Announcements } from "../people/announcements";
import { Refusal } from "../refusal";
import type { FollowedRooms } from "./following";
import type { Membership } from "./membership";

export interface ChatRooms {
  /** Follows a room for the life of the process, so that callers can be admitted to it. */
  keep: (room: string) => Promise<void>;
  /** Brings a caller into a kept room at once. */
  admit: (caller: Caller, room: string) => void;
  /**
   * Brings a caller into any room, and resolves with what `look` finds there: once `look` is called, the
   * caller misses nothing newer. `look` is given the room's standing if it was read for this caller and still
   * holds. When it rejects, the caller is in the room only if another `join` was, or still may be, answered
   * with `ok`.
   */
  enter: <T>(
    caller: Caller,
    room: string,
    look: (standing?: RoomStanding) => Promise<T>,
  ) => Promise<T>;
  leave: (caller: Caller, room: string) => void;
  /** Takes a caller that has left out of all its rooms. */
  leaveAll: (caller: Caller) => void;
  known: FollowedRooms["known"];
}

export interface ChatRoomsParts {
  following: FollowedRooms;
  roster: Roster;
  audience: Audience;
  announcements: Pick<Announcements, "forget">;
  /** How many rooms a caller may be in. */
  most: number;
}

export function createChatRooms(parts: ChatRoomsParts): ChatRooms {
  const { following, roster, audience, announcements, most } = parts;

  function request({ memberships, standing }: Caller, room: string): Membership {
    if (memberships.size >= most)
      throw new Refusal(
        "too_many_rooms",
        `you are in ${memberships.size} rooms, and ${most} are allowed: leave one first`,
      );
    const followed = following.hold(room);
    const isCounted = standing.rooms.get(room)?.profile?.kind !== "direct";
    const membership = { followed, joined: false, isCounted, entering: 0, isSure: false };
    memberships.set(room, membership);
    return membership;
  }

  function join(caller: Caller, room: string, membership: Membership): void {
    if (membership.joined) return;
    membership.joined = true;
    audience.enter(caller, room);
    if (membership.isCounted) roster.enter(room, caller.person);
  }

  function leave(caller: Caller, room: string): void {
    const membership = caller.memberships.get(room);
    if (!membership) return;
    caller.memberships.delete(room);
    if (following.release(room)) announcements.forget(room);
    if (!membership.joined) return;
    audience.leave(caller, room);
    if (membership.isCounted) roster.leave(room, caller.person);
  }

  return {
    async keep(room) {
      await following.hold(room).ready;
    },

    admit(caller, room) {
      const membership = request(caller, room);
      membership.isSure = true;
      join(caller, room, membership);
    },

    async enter(caller, room, look) {
      const { memberships } = caller;
      const known = memberships.get(room);
      const membership = known ?? request(caller, room);
      const isFirst = known === undefined && membership.followed.holders === 1;
      // The caller may leave, or leave and come back, while this waits: then the membership is another.
      const isStill = () => memberships.get(room) === membership;
      membership.entering += 1;
      try {
        const begun = await membership.followed.ready;
        if (isStill()) join(caller, room, membership);
        const seen = await look(
          isFirst && begun.rev === membership.followed.rev ? begun : undefined,
        );
        membership.isSure = true;
        return seen;
      } catch (error) {
        if (!membership.isSure && membership.entering === 1 && isStill()) leave(caller, room);
        throw error;
      } finally {
        membership.entering -= 1;
      }
    },

    leave,

    leaveAll(caller) {
      for (const [room] of caller.memberships) leave(caller, room);
    },

    known: following.known,
  };
}
