/** Asking for people (P25). */
import type { FoundPeople, RequestOf } from "../../protocol";
import { requireMember, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";
import type { Directory } from "./directory";

export interface PeopleParts {
  directory: Directory;
  fairQueue: FairQueue;
}

/** `people({ room, q })`: the people in the room whose names begin with `q`. */
export function people(parts: PeopleParts): UseCase<RequestOf<"people">, FoundPeople> {
  const { directory, fairQueue } = parts;
  return (caller, { room, q }) => {
    requireMember(caller, room);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      return { room, people: await directory.find(room, q) };
    });
  };
}
