/** Socket.IO's types with the chat's events, and with what the server keeps of a connection. */
import type { DefaultEventsMap, Server, Socket } from "socket.io";
import type { ClientToServerEvents, ServerToClientEvents } from "../protocol";
import type { Caller } from "./caller";

/** A connection is a caller. */
export interface ConnectionData extends Caller {
  /** Whether it asked for the changes among people, instead of all of them each time (P15). */
  asksForChanges: boolean;
  /** Whether the connection is about to be closed (P18): what it waits for is answered now. */
  isLeaving?: true;
  /** How many events are being answered, and what is called when all are answered. */
  answering: number;
  onAnswered?: () => void;
  /** What is called when a connection that was let in is there. */
  onArrived?: (() => void) | undefined;
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
