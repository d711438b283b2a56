/** Moving between rooms (P4), and under another name (P17). */
import type { Log } from "../log/log";
import { checks } from "../checks";
import type { Joined } from "../protocol";
import type { Handler } from "./dispatch";
import { checked } from "./refusal";
import type { Rooms } from "./rooms";
import type { Roster } from "./roster";

export interface MovingParts {
  log: Log;
  roster: Roster;
  rooms: Rooms;
}

/** `join({ room })`: answers with who is there, and with what there is to catch up on. */
export function join({ log, roster, rooms }: MovingParts): Handler {
  return async (socket, request): Promise<Joined> => {
    const { room } = checked(checks.room, request);
    const isNew = await rooms.enter(socket, room);
    try {
      const [presence, { head, floor }] = await Promise.all([
        roster.present(room),
        log.read(room, { limit: 1 }),
      ]);
      return { ...presence, head, floor };
    } catch (error) {
      // Whoever is refused is not to be in it.
      if (isNew) rooms.leave(socket, room);
      throw error;
    }
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
