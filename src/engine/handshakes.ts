/** Handshakes: each needs a place among the connections of its address before the engine answers it. */
import type { Admission } from "./admission";
import { addressIn, clientAddress, networkOf } from "./addresses";
import type { Connection } from "./bun-engine";
import type { BunServer } from "./bun-server";
import type { EngineIoServer } from "./engine-io";
import { networkAt, ownOf, setAddress } from "./engine-io-connection";
import type { EngineSettings } from "./options";

export interface Handshakes {
  /** Takes a place for a handshake of this address, or returns why there is none. */
  admit(address: string): ReturnType<Admission["admit"]>;
  /** Gives the place back of a handshake that no connection came of. */
  release(address: string): void;
  /** The address of the client that asks. */
  addressOf(request: Request, server: BunServer): string;
  /** Has the connection that comes of a handshake by long-polling know its address. */
  begin(request: Request, address: string): void;
  /** Gives the place of an answered handshake by long-polling back, unless a connection has it now. */
  settle(request: Request): void;
}

/** Watches the connections of an engine from now on, and gives back the places of those that end. */
export function createHandshakes(
  engine: EngineIoServer,
  sessions: Admission,
  { addressHeader, onMissingAddress }: Pick<EngineSettings, "addressHeader" | "onMissingAddress">,
): Handshakes {
  /** The addresses of handshakes by long-polling that have a place and no connection yet. */
  const addresses = new Map<Request, string>();

  engine.on("connection", (connection: Connection, request: Request) => {
    // One of the engine's own kind has had its address, and keeps nothing of its handshake.
    if (ownOf(connection)) return;
    setAddress(connection, addresses.get(request));
    forgetRequest(connection);
    addresses.delete(request);
  });
  engine.onEach("close", function release() {
    sessions.release(networkAt(this));
  });

  const release = (address: string) => sessions.release(networkOf(address));

  return {
    addressOf(request, server) {
      const address = clientAddress(request, server, addressHeader);
      if (addressHeader && !addressIn(request, addressHeader)) onMissingAddress(address);
      return address;
    },
    admit: (address) => sessions.admit(networkOf(address)),
    release,
    begin: (request, address) => void addresses.set(request, address),

    settle(request) {
      const address = addresses.get(request);
      if (address === undefined) return;
      addresses.delete(request);
      release(address);
    },
  };
}

/** Drops the headers and the query of a connection's first request, which would be kept as long as the connection. */
function forgetRequest(connection: Connection): void {
  if (connection.transport.name === "polling")
    Object.assign(connection.request, { url: "", headers: {}, _query: {} });
}
