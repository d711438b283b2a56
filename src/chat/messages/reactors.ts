/** Who reacted to a message (P25). */
import type { Reactors, RequestOf } from "../../protocol";
import type { Log } from "../../store";
import { type Caller, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";

export interface ReactorsParts {
  log: Log;
  fairQueue: FairQueue<Caller>;
}

/** People in one reply: a popular message may have a million. */
const MOST = 500;

/** `reactors({ room, seq, emoji, after? })`: in the order in which they reacted. */
export function reactors({
  log,
  fairQueue,
}: ReactorsParts): UseCase<RequestOf<"reactors">, Reactors> {
  return (caller, { after, ...reaction }) =>
    fairQueue(caller, async () => {
      requireStillThere(caller);
      const found = await log.reactors(reaction, after, MOST + 1);
      return { people: found.slice(0, MOST), more: found.length > MOST };
    });
}
