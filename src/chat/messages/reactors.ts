/** Who reacted to a message (P25). */
import type { Reactors, RequestOf } from "../../protocol";
import type { Log } from "../../store";
import type { Access } from "../access/access";
import { type Caller, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";

export interface ReactorsParts {
  log: Log;
  access: Pick<Access, "require">;
  fairQueue: FairQueue<Caller>;
}

/** People in one reply: a popular message may have a million. */
const MOST = 500;

/** `reactors({ room, seq, emoji, after? })`: in the order in which they reacted. */
export function reactors(parts: ReactorsParts): UseCase<RequestOf<"reactors">, Reactors> {
  const { log, access, fairQueue } = parts;
  return (caller, { after, ...reaction }) => {
    const { room } = reaction;
    access.require(caller, "read", room);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      access.require(caller, "read", room);
      const found = await log.reactors(reaction, after, MOST + 1);
      access.require(caller, "read", room);
      return { people: found.slice(0, MOST), more: found.length > MOST };
    });
  };
}
