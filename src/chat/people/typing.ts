/** Who is typing (P16): told to the others of a room, and forgotten by them when it is not repeated. */
import type { RequestOf, Typing } from "../../protocol";
import type { Audience } from "../audience";
import { requireMember, type UseCase } from "../caller";
import type { RateLimits } from "../rate-limits";

/** Carries who is typing between machines. Nothing is promised: what is lost would soon be forgotten. */
export interface TypingRelay {
  tell(typing: Typing): void;
  /** Gives `listener` what other machines have told. */
  onTold(listener: (typing: Typing) => void): void;
}

/** The relay of a machine that is alone. */
export const NO_RELAY: TypingRelay = { tell: () => {}, onTold: () => {} };

export interface TypingParts {
  audience: Audience;
  rateLimits: RateLimits;
  relay: TypingRelay;
}

/** `typing({ room, on })` */
export function typing(parts: TypingParts): UseCase<RequestOf<"typing">, object> {
  const { audience, rateLimits, relay } = parts;
  return (caller, { room, on }) => {
    requireMember(caller, room);
    rateLimits.requireTyping(caller);
    const told = { room, ...caller.person, on };
    audience.tell({ room, except: caller.id, isVolatile: true }, "typing", told);
    relay.tell(told);
    return {};
  };
}
