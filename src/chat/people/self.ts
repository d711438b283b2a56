/** What the server keeps of a person, whom they let write to them, and whom they block (P30). */
import { BLOCKED, type Reach, type RequestOf, type Self } from "../../protocol";
import type { Persons } from "../../store";
import { type EntryPolicy, requireKey } from "../access/access";
import type { Standing } from "../access/standing";
import type { UseCase } from "../caller";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";

/** Who may write directly to people who did not choose: on a server by invitation everybody, otherwise people of a shared closed room. */
export const reachByDefault = (entry: EntryPolicy): Reach =>
  entry === "invited" ? "everybody" : "shared";

/** What is kept of a person, as they are told it. */
export function selfOf({ self }: Pick<Standing, "self">, entry: EntryPolicy): Self {
  return {
    ...(self?.claimed !== undefined && { claimed: self.claimed }),
    direct: self?.direct ?? reachByDefault(entry),
    lastSeen: self?.lastSeen ?? false,
    blocked: [...(self?.blocked ?? [])],
  };
}

export interface SelfParts {
  persons: Pick<Persons, "allow" | "block">;
  rateLimits: Pick<RateLimits, "requireAct">;
  settled: () => Promise<void>;
}

/** `allow({ direct?, lastSeen? })` */
export function allow(parts: SelfParts): UseCase<RequestOf<"allow">, object> {
  const { persons, rateLimits, settled } = parts;
  return async (caller, allows) => {
    requireKey(caller);
    rateLimits.requireAct(caller);
    await persons.allow(caller.person.from, allows);
    await settled();
    return {};
  };
}

/** `block({ from, on })`: they are not told. */
export function block(parts: SelfParts): UseCase<RequestOf<"block">, object> {
  const { persons, rateLimits, settled } = parts;
  return async (caller, { from, on }) => {
    requireKey(caller);
    rateLimits.requireAct(caller);
    const own = caller.person.from;
    if (from === own) throw new Refusal("forbidden", "you cannot block yourself");
    if (on && (caller.standing.self?.blocked.length ?? 0) >= BLOCKED)
      throw new Refusal("forbidden", `you cannot block more than ${BLOCKED} people`);
    await persons.block(own, from, on);
    await settled();
    return {};
  };
}
