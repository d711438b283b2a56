/** What the server sends to a connection by itself. */
import type {
  Decided,
  Marked,
  Message,
  OpenReports,
  OwnRoom,
  PeopleChanged,
  Presence,
  Self,
  ServerProfile,
  Typing,
  Welcome,
} from "../protocol";
import type { ClientSocket, ConnectionStatus } from "./reconnection";

export interface ConnectionListener {
  onStatus: (status: ConnectionStatus) => void;
  /** Called once for every connection, before anything else on it. */
  onGreeting: (greeting: string, welcome: Welcome) => void;
  /** A new message; `prev` is the `rev` of the room before it (P22). */
  onMessage: (message: Message, prev: number) => void;
  /** A message as it is after `by` has changed it. */
  onChanged: (message: Message, prev: number, by: string) => void;
  /** All people of a room, from an older server that does not send changes. */
  onPresence: (presence: Presence) => void;
  onPeople: (changed: PeopleChanged) => void;
  onTyping: (typing: Typing) => void;
  /** A room became the person's, changed, or ended for them (P36). */
  onRoom: (room: OwnRoom) => void;
  /** The server's name or purpose changed, or the person's rank on it. */
  onServer: (server: ServerProfile) => void;
  /** How many reports of a room are undecided: sent to its moderators. */
  onReported: (reports: OpenReports) => void;
  /** Somebody has looked at a message that the person had reported. */
  onDecided: (decided: Decided) => void;
  /** The person's mark in a room has changed on another device (P36). */
  onMarked: (marked: Marked) => void;
  /** What is kept of the person has changed. */
  onSelf: (self: Self) => void;
}

/** Passes on what the server sends. */
export function listenTo(socket: ClientSocket, listener: ConnectionListener): void {
  socket.on("dixiu", (greeting, welcome) => {
    // Of an earlier version: the connection was given up.
    if (!socket.connected) return;
    listener.onStatus({ is: "online" });
    listener.onGreeting(greeting, welcome);
  });
  socket.on("tianxiu", (msg, { prev, ...meta }) => listener.onMessage({ ...msg, ...meta }, prev));
  socket.on("changed", listener.onChanged);
  socket.on("presence", listener.onPresence);
  socket.on("people", listener.onPeople);
  socket.on("typing", listener.onTyping);
  socket.on("room", listener.onRoom);
  socket.on("server", listener.onServer);
  socket.on("reported", listener.onReported);
  socket.on("decided", listener.onDecided);
  socket.on("marked", listener.onMarked);
  socket.on("self", listener.onSelf);
  socket.on("leaving", () => listener.onStatus({ is: "leaving" }));
}
