/** Handshakes: each needs a place among the connections of its address before the engine answers it. */
import type { Admission } from "./admission";
import { addressIn, clientAddress, networkOf } from "./addresses";
import type { Connection } from "./bun-engine";
import type { BunServer } from "./bun-server";
import type { EngineIoServer } from "./engine-io";
import { networkAt, setAddress } from "./engine-io-connection";
import type { EngineSettings } from "./options";

export interface Handshakes {
  /** Takes a place for a handshake, or returns why there is none. */
  admit(request: Request, server: BunServer): "crowded" | "full" | undefined;
  /** Gives the place of an answered handshake back, unless a connection has it now. */
  settle(request: Request): void;
}

/** Watches the connections of an engine from now on, and gives back the places of those that end. */
export function createHandshakes(
  engine: EngineIoServer,
  sessions: Admission,
  { addressHeader, onMissingAddress }: Pick<EngineSettings, "addressHeader" | "onMissingAddress">,
): Handshakes {
  /** The addresses of handshakes that have a place and no connection yet. */
  const addresses = new Map<Request, string>();

  engine.on("connection", (connection: Connection, request: Request) => {
    setAddress(connection, addresses.get(request));
    forgetRequest(connection);
    addresses.delete(request);
  });
  engine.onEach("close", function release() {
    sessions.release(networkAt(this));
  });

  return {
    admit(request, server) {
      // Read before the upgrade: a request that has become a WebSocket has no address.
      const address = clientAddress(request, server, addressHeader);
      if (addressHeader && !addressIn(request, addressHeader)) onMissingAddress(address);
      const refusal = sessions.admit(networkOf(address));
      if (!refusal) addresses.set(request, address);
      return refusal;
    },

    settle(request) {
      const address = addresses.get(request);
      if (address === undefined) return;
      addresses.delete(request);
      sessions.release(networkOf(address));
    },
  };
}

/** Drops the headers and the query of a connection's first request, which would be kept as long as the connection. */
function forgetRequest(connection: Connection): void {
  // WebSocketConnection keeps nothing of its handshake in the first place.
  if (connection.transport.name === "polling")
    Object.assign(connection.request, { url: "", headers: {}, _query: {} });
}
