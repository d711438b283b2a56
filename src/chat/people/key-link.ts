/** A link of `bun run rekey`: the key of the device that opens it is the person's from then on (P35). */
import { createTurnTaking, type Persons } from "../../store";
import type { Caller } from "../caller";
import { newToken, tokenHash, tokenId } from "../invitations/token";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";

/** Days for which a link can be used. */
export const LINK_DAYS = 7;
const DAY = 86_400_000;

/** A new link: its path, whose fragment browsers send to no server, and what is kept of it. */
export function newLink(from: string, now: number) {
  const token = newToken();
  const kept = { id: idOf(token), hash: tokenHash(token), from, until: now + LINK_DAYS * DAY };
  return { path: `/#rekey=${token}`, kept };
}

/** The id by which it is found. It says nothing of the token. */
const idOf = (token: string) => tokenId("rekey", token);

/** Makes the caller's key that of the link's person. Rejects with `Refusal` where the token is invalid, or the key is already known. */
export type UseLink = (caller: Caller, token: string) => Promise<void>;

export function createUseLink(parts: {
  persons: Pick<Persons, "useRekey">;
  rateLimits: Pick<RateLimits, "requireGuess" | "guessed">;
}): UseLink {
  const { persons, rateLimits } = parts;
  const inTurn = createTurnTaking();
  // In turn, so that of many guesses at once each knows how many were wrong before it (H27).
  return ({ address, keyId = "" }, token) =>
    inTurn([address], async () => {
      rateLimits.requireGuess(address);
      const used = await persons.useRekey({ id: idOf(token), hash: tokenHash(token) }, keyId);
      if (used !== undefined) return;
      rateLimits.guessed(address);
      throw new Refusal("not_found", "this link is not valid, was used already, or has expired");
    });
}
