/** Asking for people (P25). */
import { checks } from "../../protocol/schemas";
import type { FoundPeople } from "../../protocol";
import type { Directory } from "./directory";
import type { Handler } from "../dispatch";
import { requireMember } from "../messages/messages";
import { checked, Refusal } from "../refusal";
import type { FairQueue } from "../fair-queue";

/** `people({ room, q })`: who in the room has a name that begins with `q`. */
export function people(directory: Directory, fairQueue: FairQueue): Handler {
  return (socket, request) => {
    const { room, q } = checked(checks.people, request);
    requireMember(socket, room);
    return fairQueue(socket, async (): Promise<FoundPeople> => {
      if (!socket.connected) throw new Refusal("unavailable", "the connection has ended");
      return { room, people: await directory.find(room, q) };
    });
  };
}
