/** Finding open rooms, and who belongs to a room (P29). */
import { MEMBERS_PAGE } from "../../protocol/limits";
import { type Members, type ReplyTo, type RequestOf } from "../../protocol";
import type { Community } from "../../store";
import type { Access } from "../access/access";
import { labels } from "../access/own-room";
import { isHidden } from "../access/rules";
import { type Caller, requireMember, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";
import type { TellKnown } from "../people/known";

export interface ListParts {
  access: Access;
  community: Pick<Community, "listed" | "members">;
  tellKnown: TellKnown;
  fairQueue: FairQueue<Caller>;
}

/** Rooms in one reply. */
const MOST = 100;

/** `rooms({ q? })`: the open rooms that are listed. */
export function rooms(parts: ListParts): UseCase<RequestOf<"rooms">, ReplyTo<"rooms">> {
  const { community, fairQueue } = parts;
  return (caller, { q }) =>
    fairQueue(caller, async () => {
      requireStillThere(caller);
      const found = await community.listed(q.trim(), MOST);
      return {
        rooms: found.map(({ room, title, topic }) => ({ room, ...labels(title, topic) })),
      };
    });
}

/** `members({ room, after? })`: those of the highest rank first. For an open room, people who are in it or belong to it may ask. */
export function members(parts: ListParts): UseCase<RequestOf<"members">, Members> {
  const { access, community, tellKnown, fairQueue } = parts;

  function require(caller: Caller, room: string): void {
    access.require(caller, "members", room);
    if (!isHidden(room) && !caller.standing.rooms.has(room)) requireMember(caller, room);
  }

  return (caller, { room, after }) => {
    require(caller, room);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      require(caller, room);
      const found = await community.members(room, after, MEMBERS_PAGE + 1);
      const told = await tellKnown(found.slice(0, MEMBERS_PAGE), room);
      require(caller, room);
      return { members: told, more: found.length > MEMBERS_PAGE };
    });
  };
}
