/** Accepting an invitation: one decision of the store counts the use and makes the member (P28). */
import { type Community, createTurnTaking, type Invitation } from "../../store";
import { type EntryPolicy, requireFewRooms, requireKey } from "../access/access";
import { isKnown } from "../access/standing";
import type { Caller } from "../caller";
import type { RateLimits } from "../rate-limits";
import { SERVER_ROOM } from "../../protocol";
import { acceptance, notInvited } from "./acceptance";
import { invitationId, isTokenOf } from "./token";

export interface FindInvitationParts {
  community: Pick<Community, "invitation">;
  rateLimits: Pick<RateLimits, "requireGuess" | "guessed">;
}

/**
 * Finds the invitation of a token. Throws `Refusal` when there is none; a caller that tries too many invalid ones has to wait,
 * by address (H27).
 */
export type FindInvitation = (address: string, token: string) => Promise<Invitation>;

export function createFindInvitation(parts: FindInvitationParts): FindInvitation {
  const { community, rateLimits } = parts;
  const inTurn = createTurnTaking();
  // In turn, so that of many guesses at once each knows how many were wrong before it.
  return (address, token) =>
    inTurn([address], async () => {
      rateLimits.requireGuess(address);
      const invitation = await community.invitation(invitationId(token));
      if (invitation && isTokenOf(token, invitation)) return invitation;
      rateLimits.guessed(address);
      throw notInvited();
    });
}

export interface RedeemParts {
  community: Pick<Community, "decide">;
  findInvitation: FindInvitation;
  entry: EntryPolicy;
  settled: () => Promise<void>;
}

/**
 * Makes a caller what an invitation says, unless it is that already. With `room`, only an invitation to that room counts.
 * Resolves when the caller's standing is the new one. Rejects with `Refusal` and `LogUnavailable`.
 */
export type Redeem = (caller: Caller, token: string, room?: string) => Promise<void>;

export function createRedeem({ community, findInvitation, entry, settled }: RedeemParts): Redeem {
  return async (caller, token, room) => {
    requireKey(caller);
    const invitation = await findInvitation(caller.address, token);
    if (room !== undefined && invitation.room !== room) throw notInvited();
    const { person, standing } = caller;
    if (invitation.room !== SERVER_ROOM && !standing.rooms.has(invitation.room))
      requireFewRooms(caller);
    const guest = { person, isKnown: isKnown(standing), entry };
    const question = {
      rooms: [...new Set([invitation.room, SERVER_ROOM])],
      people: [person.from, ...(invitation.maker === undefined ? [] : [invitation.maker])],
      invitation: invitation.id,
    };
    await community.decide(question, (facts) => acceptance(facts, guest));
    await settled();
  };
}
