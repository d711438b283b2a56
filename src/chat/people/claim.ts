/** Claiming a name, and giving it up (P34). */
import { type RequestOf, SERVER_ROOM, SPOKEN_DAYS } from "../../protocol";
import { createTurnTaking, type Persons } from "../../store";
import { type Access, requireKey } from "../access/access";
import type { UseCase } from "../caller";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";
import { looksOf } from "./looks";
import { taken } from "./owned-names";
import type { SpokenNames } from "./spoken-names";

export interface ClaimParts {
  access: Pick<Access, "require">;
  persons: Persons;
  spokenNames: Pick<SpokenNames, "flush">;
  rateLimits: Pick<RateLimits, "requireAct" | "requireClaim" | "claimed">;
  settled: () => Promise<void>;
}

const DAY = 86_400_000;

/** `claim({ name })`: nobody else has it, or one that looks like it, from then on. */
export function claim(parts: ClaimParts): UseCase<RequestOf<"claim">, object> {
  const { persons, spokenNames, rateLimits, settled } = parts;
  const inTurn = createTurnTaking();

  async function take(name: string, from: string): Promise<void> {
    await spokenNames.flush();
    const since = Date.now() - SPOKEN_DAYS * DAY;
    const inTheWay = await persons.claim({ looks: looksOf(name), name, from }, since);
    if (inTheWay.taken !== undefined) throw taken(name);
    if (inTheWay.spoken !== undefined) throw spoken(name);
  }

  return async (caller, { name }) => {
    requireKey(caller);
    const { address, person } = caller;
    // In turn, so that of many at once each knows how many were claimed before it.
    await inTurn([address], async () => {
      rateLimits.requireAct(caller);
      rateLimits.requireClaim(address);
      await take(name, person.from);
      rateLimits.claimed(address);
    });
    await settled();
    return {};
  };
}

const spoken = (name: string) =>
  new Refusal(
    "forbidden",
    `somebody else spoke as ${JSON.stringify(name)}, or under a name that looks like it, in the last ${SPOKEN_DAYS} days: a moderator of the server can give it to you`,
  );

/** `release({})` */
export function release(parts: ClaimParts): UseCase<object, object> {
  const { persons, rateLimits, settled } = parts;
  return async (caller) => {
    requireKey(caller);
    rateLimits.requireAct(caller);
    await persons.release(caller.person.from);
    await settled();
    return {};
  };
}

/** `grant({ name, from })`: a moderator of the server gives a name, also to somebody who is not here and although others spoke under it. */
export function grant(parts: ClaimParts): UseCase<RequestOf<"grant">, object> {
  const { access, persons, rateLimits, settled } = parts;
  return async (caller, { name, from }) => {
    requireKey(caller);
    access.require(caller, "moderate", SERVER_ROOM);
    rateLimits.requireAct(caller);
    if (!(await persons.grant({ looks: looksOf(name), name, from }))) throw taken(name);
    await settled();
    return {};
  };
}
