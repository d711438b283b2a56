/** Whether a client reads what it is sent: what it asks for can wait until it does. */
import type { Socket } from "socket.io";
import { sizeOf } from "./batch";
import type { Connection, Packet } from "./bun-engine";
import { connectionOf, webSocketOf } from "./engine-io-connection";

/** Bytes. The system has more on the way to a client that reads, so that the client is not slowed down by the wait. */
const MUCH = 32 * 1024;

/** Whether a client has more than 32 KiB unread. False for one that is gone. */
export function isBehind(socket: Socket): boolean {
  const connection = connectionOf(socket);
  const ws = webSocketOf(connection);
  return (ws ? ws.getBufferedAmount() : waitingForPoll(connection)) > MUCH;
}

function waitingForPoll(connection: Connection): number {
  if (connection.readyState !== "open" || connection.transport.name !== "polling") return 0;
  return connection["writeBuffer"].reduce((sum: number, packet: Packet) => sum + sizeOf(packet), 0);
}
