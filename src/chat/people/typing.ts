/** Who is typing (P16): told to the others of a room, and forgotten by them when it is not repeated. */
import type { RequestOf } from "../../protocol";
import type { TypingRelay } from "../../store";
import type { Access } from "../access/access";
import type { Audience } from "../audience";
import { requireMember, type UseCase } from "../caller";
import type { RateLimits } from "../rate-limits";

export interface TypingParts {
  audience: Audience;
  access: Pick<Access, "require">;
  rateLimits: RateLimits;
  relay: TypingRelay;
}

/** `typing({ room, on })` */
export function typing(parts: TypingParts): UseCase<RequestOf<"typing">, object> {
  const { audience, access, rateLimits, relay } = parts;
  return (caller, { room, on }) => {
    access.require(caller, "write", room);
    requireMember(caller, room);
    rateLimits.requireTyping(caller);
    const told = { room, ...caller.person, on };
    audience.tell({ room, except: caller.id, isVolatile: true }, "typing", told);
    relay.tell(told);
    return {};
  };
}
