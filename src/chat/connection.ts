import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { Following } from "../store";
import type { ClientToServerEvents, Person, ServerToClientEvents } from "../protocol/protocol";

/** A room that this process follows in the log for as long as it has holders. */
export interface Followed {
  holders: number;
  head: number;
  /** Resolves when nothing newer can be missed. */
  ready: Promise<Following>;
}

/** A connection's place in a room: on its way in until the room is followed, then joined. */
export interface Membership {
  followed: Followed;
  joined: boolean;
  /** How many `join`s of it are being answered, and whether one has been answered with `ok`. */
  entering: number;
  isSure: boolean;
  /** The last message that the connection sent there, and whether it was refused. */
  said?: { id: string; isRefused: boolean };
}

/** What the server keeps of a connection. */
export interface ConnectionData {
  you: Person;
  /** Whether it asked to be told what changes among people, instead of all of them each time (P15). */
  asksForChanges: boolean;
  rooms: Map<string, Membership>;
  /** The events that are being answered. */
  answering: Set<Promise<void>>;
}

export type ChatServer = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  ConnectionData
>;

export type ChatSocket = Socket<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  ConnectionData
>;
