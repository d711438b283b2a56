/** Moving between rooms (P4), and under another name (P17). */
import { checks } from "../../protocol/schemas";
import type { Joined, Presence } from "../../protocol/protocol";
import type { ChatSocket } from "../connection";
import type { Handler } from "../dispatch";
import { checked } from "../refusal";
import type { Rooms } from "./rooms";
import type { Roster } from "../../store";

export interface MovingParts {
  roster: Roster;
  rooms: Rooms;
  /** Is told what a connection knows of a room's people by the answer. */
  answered: (socket: ChatSocket, presence: Presence) => void;
}

/** `join({ room })`: answers with who is there, and with what there is to catch up on. */
export function join({ roster, rooms, answered }: MovingParts): Handler {
  return async (socket, request): Promise<Joined> => {
    const { room } = checked(checks.room, request);
    return rooms.enter(socket, room, async ({ head, floor }) => {
      // Last, so that nothing newer about the people can be told before this answer.
      const presence = await roster.present(room);
      answered(socket, presence);
      return { ...presence, head, floor };
    });
  };
}

/** `leave({ room })` */
export function leave(rooms: Rooms): Handler {
  return (socket, request) => {
    rooms.leave(socket, checked(checks.room, request).room);
    return {};
  };
}

/** `rename({ name })` */
export function rename(rooms: Rooms): Handler {
  return (socket, request) => {
    rooms.rename(socket, checked(checks.rename, request).name);
    return { you: socket.data.you };
  };
}
