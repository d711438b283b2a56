/** Who is typing (P16): said to the others of a room, and forgotten by them when it is not repeated. */
import { checks } from "../../protocol/schemas";
import type { TypingRelay } from "../../store";
import type { Allowance } from "../rate-limits";
import type { Handler } from "../dispatch";
import { requireMember } from "../messages/messages";
import { checked } from "../refusal";

/** `typing({ room, on })` */
export function typing(allowance: Allowance, relay: TypingRelay): Handler {
  return (socket, request) => {
    const { room, on } = checked(checks.typing, request);
    requireMember(socket, room);
    allowance.requireTyping(socket);
    const said = { room, ...socket.data.you, on };
    socket.volatile.to(room).emit("typing", said);
    relay.tell(said);
    return {};
  };
}
