/** Who is typing (P16): said to the others of a room, and forgotten by them when it is not repeated. */
import { checks } from "../protocol";
import type { ChatSocket } from "./connection";
import type { Handler } from "./dispatch";
import { requireMember } from "./messages";
import { checked } from "./refusal";

/** `typing({ room, on })` */
export function typing(socket: ChatSocket): Handler {
  return (request) => {
    const { room, on } = checked(checks.typing, request);
    requireMember(socket, room);
    socket.volatile.to(room).emit("typing", { room, ...socket.data.you, on });
    return {};
  };
}
