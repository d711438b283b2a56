/** Who is typing (P16): said to the others of a room, and forgotten by them when it is not repeated. */
import { checks } from "../../protocol/schemas";
import type { Typing } from "../../protocol";
import type { RateLimits } from "../rate-limits";
import type { Handler } from "../dispatch";
import { requireMember } from "../messages/messages";
import { checked } from "../refusal";

/** Carries who is typing between machines. Nothing is promised: what is lost would soon be forgotten. */
export interface TypingRelay {
  tell(typing: Typing): void;
  /** Gives `listener` what other machines have told. */
  onTold(listener: (typing: Typing) => void): void;
}

/** The relay of a machine that is alone. */
export const NO_RELAY: TypingRelay = { tell: () => {}, onTold: () => {} };

/** `typing({ room, on })` */
export function typing(rateLimits: RateLimits, relay: TypingRelay): Handler {
  return (socket, request) => {
    const { room, on } = checked(checks.typing, request);
    requireMember(socket, room);
    rateLimits.requireTyping(socket);
    const said = { room, ...socket.data.you, on };
    socket.volatile.to(room).emit("typing", said);
    relay.tell(said);
    return {};
  };
}
