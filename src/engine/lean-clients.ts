/** Makes a Socket.IO server use lean clients, by the method that it calls for each connection of its engine. */
import type { Server } from "socket.io";
import type { Connection } from "./bun-engine";
import { createDeadlines } from "./deadlines";
import { type ClientParts, LeanClient } from "./lean-client";
import { useLeanSockets } from "./lean-socket";
import { decoderOf, shareDecoder } from "./shared-decoder";

/** Call it before the server is bound to an engine: binding keeps the method. */
export function useLeanClients(server: Server): void {
  const parts: ClientParts = {
    server,
    Decoder: decoderOf(server),
    decoder: shareDecoder(server),
    prepare: useLeanSockets,
    unconnected: createDeadlines((client) => client.closeUnlessConnected()),
  };
  Object.assign(server, {
    onconnection(connection: Connection) {
      new LeanClient(parts, connection).setup();
      return server;
    },
  });
}
