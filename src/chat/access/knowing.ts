/** An act holds for what is numbered after it: what is stored was decided by the room's last act, or is decided again (P32). */
import { SERVER_ROOM } from "../../protocol";
import { type Community, StaleDecision } from "../../store";
import type { Caller } from "../caller";
import type { Judged, Membership } from "../rooms/membership";
import { ranksByFacts } from "./by-facts";
import { type Action, whyNot } from "./rules";

/**
 * Does what the caller may do in a room by its place there, which it may have left since: `work` is given the number of the last act that this was decided by, and
 * rejects with `StaleDecision` where another one is the last. Then it is decided again, and tried again. What one caller has done
 * in one room by this is begun in the order in which it was asked for. Rejects with `Refusal`, and as `work` does.
 */
export type Knowing = <T>(
  caller: Caller,
  membership: Membership,
  action: Action,
  room: string,
  work: (acts: number) => Promise<T>,
) => Promise<T>;

export function createKnowing(community: Pick<Community, "facts">): Knowing {
  async function judge(from: string, room: string): Promise<Judged> {
    const rooms = [...new Set([room, SERVER_ROOM])];
    const facts = await community.facts({ rooms, people: [from] });
    const state = facts.profiles.get(room);
    return { acts: facts.acts(room), ranks: ranksByFacts(facts, room, from), state };
  }

  /** Reads again what the caller may do. All that comes meanwhile waits for it, and is done in its order. */
  function judgeAnew(membership: Membership, { person }: Caller, room: string): void {
    membership.judging ??= judge(person.from, room)
      .then((judged) => {
        membership.judged = judged;
      })
      .finally(() => {
        // Not before those who waited have begun: what comes next must not overtake them.
        setImmediate(() => (membership.judging = undefined));
      });
  }

  return async (caller, membership, action, room, work) => {
    for (let isRead = false; ; isRead = true) {
      if (membership.judging) await membership.judging;
      const { judged } = membership;
      const why = judged && whyNot(action, room, judged.ranks, judged.state);
      if (why && isRead) throw why;
      try {
        // Where there never was an act, the last one is 0.
        if (!why) return await work(judged?.acts ?? 0);
      } catch (error) {
        if (!(error instanceof StaleDecision)) throw error;
      }
      judgeAnew(membership, caller, room);
    }
  };
}
