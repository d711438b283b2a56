/** The connections of this machine that hear what happens in rooms. Use cases tell them by this, and know no sockets. */
import type { ServerToClientEvents } from "../protocol";
import type { Caller } from "./caller";

/** Everybody in a room, or everybody here, but not the connections with the ids `except`. What is volatile may be lost on the way. */
export interface Hearers {
  room?: string;
  except?: string | string[];
  isVolatile?: boolean;
}

export interface Audience {
  /** From now on the caller receives the room's events. */
  enter: (caller: Caller, room: string) => void;
  leave: (caller: Caller, room: string) => void;
  /** Whether the connection with this id receives the room's events. */
  has: (id: string, room: string) => boolean;
  /** Whether the caller has much of what it was sent still to read. */
  isBehind: (caller: Caller) => boolean;
  /** How many connections receive the room's events. */
  size: (room: string) => number;
  /** How many connections hear both rooms. */
  sizeOfBoth: (room: string, other: string) => number;
  /** The callers that receive the room's events. */
  callersIn: (room: string) => Caller[];
  tell: <Event extends keyof ServerToClientEvents>(
    hearers: Hearers,
    event: Event,
    ...args: Parameters<ServerToClientEvents[Event]>
  ) => void;
  /** Tells one caller alone. */
  tellOne: <Event extends keyof ServerToClientEvents>(
    caller: Caller,
    event: Event,
    ...args: Parameters<ServerToClientEvents[Event]>
  ) => void;
  /** Everybody who is here. */
  everybody: () => Iterable<Caller>;
  /** All callers here of a person, also of one without a key. */
  callersOf: (from: string) => Caller[];
  /** Ends a caller's connection for good: its client does not come back by itself. What it was told before reaches it. */
  end: (caller: Caller) => void;
  /** Ends a caller's connection as a lost transport would, so that its client comes back by itself. */
  cutOff: (caller: Caller) => void;
}
