/** Entering and leaving rooms (P4). */
import type { Joined, RequestOf } from "../../protocol";
import type { Log, Roster } from "../../store";
import type { UseCase } from "../caller";
import type { Announcements } from "../people/announcements";
import type { ChatRooms } from "./rooms";

export interface JoinParts {
  log: Log;
  roster: Roster;
  rooms: ChatRooms;
  announcements: Pick<Announcements, "answered">;
}

/** `join({ room })`: answers with who is there, and with where the room is. */
export function join(parts: JoinParts): UseCase<RequestOf<"join">, Joined> {
  const { log, roster, rooms, announcements } = parts;
  return (caller, { room }) =>
    rooms.enter(caller, room, async (standing) => {
      const { head, floor, rev } = standing ?? (await log.read(room, { limit: 1 }));
      // Last, so that nothing newer about the people can be told before this answer.
      const presence = await roster.present(room);
      announcements.answered(caller, presence);
      return { ...presence, head, floor, rev };
    });
}

/** `leave({ room })` */
export function leave(rooms: ChatRooms): UseCase<RequestOf<"leave">, object> {
  return (caller, { room }) => {
    rooms.leave(caller, room);
    return {};
  };
}
