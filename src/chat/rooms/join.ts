/** Entering and leaving rooms (P4). */
import { type Joined, LOBBY, type RequestOf } from "../../protocol";
import { ROOMS_JOINED } from "../../protocol/limits";
import type { Community, Log, Roster } from "../../store";
import type { Access } from "../access/access";
import { ownRoom, restrictionIn } from "../access/own-room";
import type { Profiles } from "../access/profiles";
import { isHidden } from "../access/rules";
import type { Audience } from "../audience";
import type { Caller, UseCase } from "../caller";
import type { Redeem } from "../invitations/redeem";
import type { Announcements } from "../people/announcements";
import { Refusal } from "../refusal";
import type { RateLimits } from "../rate-limits";
import type { ChatRooms } from "./rooms";

export interface JoinParts {
  log: Log;
  roster: Roster;
  rooms: ChatRooms;
  announcements: Pick<Announcements, "answered">;
  access: Pick<Access, "require" | "isOut">;
  audience: Pick<Audience, "tellOne">;
  community: Pick<Community, "enrol">;
  profiles: Pick<Profiles, "of">;
  rateLimits: Pick<RateLimits, "mayEnrol">;
  redeem: Redeem;
  settled: () => Promise<void>;
}

/**
 * `join({ room, invitation? })`: answers with who is there, and with where the room is. A person with a key belongs to an
 * open room from then on (P29).
 */
export function join(parts: JoinParts): UseCase<RequestOf<"join">, Joined> {
  const { log, roster, rooms, announcements, access, redeem } = parts;
  const enrol = createEnrol(parts);
  const tellProfile = createTellProfile(parts);

  async function enter(caller: Caller, room: string): Promise<Joined> {
    access.require(caller, "read", room);
    const joined = await rooms.enter(caller, room, async (standing) => {
      await enrol(caller, room);
      const { head, floor, rev } = standing ?? (await log.read(room, { limit: 1 }));
      // Last, so that nothing newer about the people can be told before this answer.
      const presence = await roster.present(room);
      // The membership may have ended while this was read.
      access.require(caller, "read", room);
      announcements.answered(caller, presence);
      return { ...presence, head, floor, rev };
    });
    tellProfile(caller, room);
    return joined;
  }

  /** An invalid or ended invitation does not keep out people who may enter without it. */
  async function accept(caller: Caller, invitation: string, room: string): Promise<void> {
    try {
      await redeem(caller, invitation, room);
    } catch (error) {
      if (!(error instanceof Refusal) || access.isOut(caller, room)) throw error;
    }
  }

  return async (caller, { room, invitation }) => {
    if (invitation !== undefined) await accept(caller, invitation, room);
    return enter(caller, room);
  };
}

/** Makes the caller's person a member of an open room, if they are not one yet. A room can be read although that cannot be stored now. */
function createEnrol({
  community,
  rateLimits,
  settled,
}: JoinParts): (caller: Caller, room: string) => Promise<void> {
  return async (caller, room) => {
    const { hasKey, standing, person } = caller;
    if (!hasKey || room === LOBBY || isHidden(room) || standing.rooms.has(room)) return;
    if (standing.rooms.size >= ROOMS_JOINED) return;
    if (!rateLimits.mayEnrol(caller)) return;
    await community.enrol(room, person).then(settled, () => {});
  };
}

/** Tells somebody who does not belong to a room what it is called and how it works, if anybody has said so. */
function createTellProfile({
  audience,
  profiles,
  rooms,
}: JoinParts): (caller: Caller, room: string) => void {
  return (caller, room) => {
    const profile = profiles.of(room);
    const { restrictions, rooms: own } = caller.standing;
    if (own.has(room) || !(profile ?? restrictionIn(restrictions, room, "mute"))) return;
    audience.tellOne(
      caller,
      "room",
      ownRoom({ room, profile, ...rooms.known(room), restrictions }),
    );
  };
}

/** `leave({ room })` */
export function leave(rooms: ChatRooms): UseCase<RequestOf<"leave">, object> {
  return (caller, { room }) => {
    rooms.leave(caller, room);
    return {};
  };
}
