import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { ClientToServerEvents, Person, ServerToClientEvents } from "../protocol";

/** A room that this process follows in the log for as long as it has holders. */
export interface Followed {
  holders: number;
  head: number;
  /** Resolves when nothing newer can be missed, with what ends the following. */
  ready: Promise<() => void>;
}

/** What the server keeps of a connection: who it is, and the rooms it is in or on its way into. */
export interface ConnectionData {
  you: Person;
  rooms: Map<string, Followed>;
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
