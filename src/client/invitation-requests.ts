/** What a person asks of invitations that are made here: to make one, to list them, and to revoke one (P28). */
import type { Ack, ClientToServerEvents, Invited, Reply, ReplyTo } from "../protocol";
import type { ClientSocket } from "./reconnection";

/** All of them reject when the connection is lost before the answer, or when no answer comes in time. */
export interface InvitationRequests {
  /** Makes an invitation to a room; without one, to the server. */
  make: (request: Parameters<ClientToServerEvents["invite"]>[0]) => Promise<Reply<Invited>>;
  /** The invitations that can still be used, to a room; without one, to the server. */
  list: (room?: string) => Promise<Reply<ReplyTo<"invitations">>>;
  revoke: (id: string) => Promise<Reply<object>>;
}

/** The requests on a connection, each made `once`: when it is refused, the person sees why. */
export function invitationRequests(
  socket: ClientSocket,
  once: <T extends object>(ask: (ack: Ack<T>) => void) => Promise<Reply<T>>,
): InvitationRequests {
  return {
    make: (request) => once((ack) => socket.emit("invite", request, ack)),
    list: (room) => once((ack) => socket.emit("invitations", { room }, ack)),
    revoke: (id) => once((ack) => socket.emit("revoke", { id }, ack)),
  };
}
