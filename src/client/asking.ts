/** What a person asks of rooms: to find, found, change, leave and end them, who belongs to them, to invite others, and to keep order (P28, P29, P31); and of who they are on every device (P30, P34 to P36). */
import type { Ack, ClientToServerEvents, Reply, ReplyTo } from "../protocol";
import type { ClientSocket } from "./reconnection";

/** Events that are asked because the person wants it now. */
type Asked =
  | "found"
  | "settle"
  | "rooms"
  | "members"
  | "rank"
  | "quit"
  | "dissolve"
  | "invite"
  | "invitations"
  | "revoke"
  | "mute"
  | "ban"
  | "pardon"
  | "kick"
  | "sweep"
  | "report"
  | "reports"
  | "decide"
  | "acts"
  | "said"
  | "claim"
  | "release"
  | "grant"
  | "mark"
  | "direct"
  | "block"
  | "allow"
  | "erase"
  | "picture"
  | "pictures";

/**
 * Makes a request once: it may be refused for hours, and the person sees why. Rejects when the connection is lost before the
 * answer, or when no answer comes in time.
 */
export type Ask = <Event extends Asked>(
  event: Event,
  request: Parameters<ClientToServerEvents[Event]>[0],
) => Promise<Reply<ReplyTo<Event>>>;

/** `answered` makes a request that the connection can lose. */
export function asker(
  socket: ClientSocket,
  answered: <T extends object>(ask: (ack: Ack<T>) => void) => Promise<Reply<T>>,
): Ask {
  // Which request and which answer an event has is lost where the event is a variable.
  const plain = socket as { emit: (event: string, ...args: unknown[]) => unknown };
  return (event, request) => answered((ack) => plain.emit(event, request, ack));
}
