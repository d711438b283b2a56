/** The connections of this machine that hear what happens in rooms. Use cases tell them by this, and know no sockets. */
import type { ServerToClientEvents } from "../protocol";
import type { Caller } from "./caller";

/** Everybody in a room, but not the connections with the ids `except`. What is volatile may be lost on the way. */
export interface Hearers {
  room: string;
  except?: string | string[];
  isVolatile?: boolean;
}

export interface Audience {
  /** The caller hears from now on what is told to the room. */
  enter: (caller: Caller, room: string) => void;
  leave: (caller: Caller, room: string) => void;
  /** Whether the connection with this id hears what is told to the room. */
  has: (id: string, room: string) => boolean;
  /** How many connections hear what is told to the room. */
  size: (room: string) => number;
  /** How many connections hear both rooms. */
  sizeOfBoth: (room: string, other: string) => number;
  tell: <Event extends keyof ServerToClientEvents>(
    hearers: Hearers,
    event: Event,
    ...args: Parameters<ServerToClientEvents[Event]>
  ) => void;
}
