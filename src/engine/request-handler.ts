/** The requests for an engine: each is checked before it costs anything, and refused with a short 4xx or passed on. */
import { createAcceptTurns } from "./accept-turns";
import type { AddressLimits } from "./address-limits";
import { clientAddress, networkOf } from "./addresses";
import type { Connection } from "./bun-engine";
import type { BunServer, Fetch } from "./bun-server";
import { type EngineIoServer, isWebSocketHandshake } from "./engine-io";
import { networkAt } from "./engine-io-connection";
import type { Handshakes } from "./handshakes";
import { createLongPolling, type IdleTimeouts } from "./long-polling";
import type { EngineSettings } from "./options";
import { allowOrigin, isAllowedOrigin, preflight } from "./origins";
import type { PacketFilter } from "./packet-filter";
import type { Paced } from "./packet-rate";
import { createPipelining } from "./pipelining";
import type { PollResponses } from "./poll-responses";
import { createRefusals, type Refusals } from "./refusals";
import { urlOf } from "./request-url";

export interface RequestHandlerParts {
  addressLimits: AddressLimits;
  handshakes: Handshakes;
  pollResponses: PollResponses;
  packetFilter: PacketFilter;
  idle: IdleTimeouts;
}

export interface RequestHandler {
  fetch: Fetch;
  /**
   * Counts a request to the server, whatever it asks for, until it is answered. Returns the answer if its address has
   * too many, or its connection sends them without waiting for answers. The upgrade of a session does not count for the address.
   * When requests take long, no further connection is accepted before everybody else has had a turn.
   */
  limitRequests: (request: Request, server: BunServer) => Response | undefined;
  /** Requests refused since the start, by reason. */
  readonly refused: Refusals["counts"];
}

/** Characters that the address of a request may have: thousands of parameters take a millisecond and much memory. */
const LONGEST = 3500;

/** A WebSocket that is opened for an existing session counts as so many bytes of packets. */
const UPGRADE = 64 * 1024;

export function createRequestHandler(
  engine: EngineIoServer,
  { addressLimits, handshakes, ...parts }: RequestHandlerParts,
  settings: EngineSettings,
): RequestHandler {
  const { path, allowedOrigins, addressHeader, stepTimeout, maxPacket, onError, onForeignOrigin } =
    settings;
  const { counts, refuse } = createRefusals(settings.foreignOriginHelp);
  const takeTurns = createAcceptTurns();
  const isPipelined = createPipelining();
  const longPolling = createLongPolling({ ...parts, refuse, pass, stepTimeout, maxPacket });

  async function pass(request: Request, server: BunServer): Promise<Response> {
    try {
      return await engine.handleRequest(request, server);
    } catch (error) {
      // A connection can end before the engine has read all of a request for it, and then the engine throws.
      onError(error);
      return refuse("ended");
    }
  }

  function openWebSocket(request: Request, server: BunServer): Response {
    // Read before the upgrade: a request that has become a WebSocket has no address.
    const address = handshakes.addressOf(request, server);
    const refusal = handshakes.admit(address);
    if (refusal) return refuse(refusal);
    const opened = engine.open(request, server, address);
    if (!opened.ok) handshakes.release(address);
    return opened;
  }

  async function openPolling(request: Request, server: BunServer): Promise<Response> {
    const address = handshakes.addressOf(request, server);
    const refusal = handshakes.admit(address);
    if (refusal) return refuse(refusal);
    handshakes.begin(request, address);
    const response = await pass(request, server);
    handshakes.settle(request);
    return response;
  }

  /** Whether an existing session may open a WebSocket. It needs one to upgrade; each further one costs as much as a new session. */
  function mayUpgrade(connection: Connection): boolean {
    return addressLimits.packets.admits(connection as Paced, networkAt(connection), UPGRADE);
  }

  async function answer(request: Request, sid: string | null, server: BunServer) {
    if (sid === null) return openPolling(request, server);
    // A part of the engine would take it for a session's request, and another for a handshake.
    if (sid === "") return refuse("session");
    const connection = engine["clients"].get(sid);
    if (connection && request.method === "POST")
      return longPolling.post(request, connection, server);
    if (connection && request.method === "GET" && !request.headers.has("Upgrade"))
      return longPolling.poll(request, connection, server);
    if (connection && !mayUpgrade(connection)) return refuse("crowded");
    return pass(request, server);
  }

  function limitRequests(request: Request, server: BunServer): Response | undefined {
    takeTurns(server);
    if (isPipelined(request, server)) return refuse("pipelined");
    if (request.url.length > LONGEST) return refuse("long");
    // After a restart there are thousands of upgrades, and none is under way for longer than it takes to check it.
    if (request.headers.has("Upgrade") && isUpgradeAt(path, request)) return undefined;
    const network = networkOf(clientAddress(request, server, addressHeader));
    return addressLimits.requests.admit(network, request, server) ? undefined : refuse("busy");
  }

  function refuseForeign({ headers }: Request): Response {
    const origin = headers.get("Origin");
    if (origin !== null) onForeignOrigin(origin, headers.get("Host") ?? "");
    return refuse("origin");
  }

  function fetch(request: Request, server: BunServer): Response | Promise<Response> {
    if (!isAllowedOrigin(request, allowedOrigins)) return refuseForeign(request);
    if (request.method === "OPTIONS") return preflight(request);
    const url = urlOf(request);
    if (!url) return refuse("malformed");
    const isWebSocket = url.transport === "websocket";
    if (isWebSocket && !asksForWebSocket(request)) return allowOrigin(request, refuse("transport"));
    // A poll upgrades to nothing: the engine would take any such header for a WebSocket.
    if (!isWebSocket) request.headers.delete("Upgrade");
    if (isWebSocketHandshake(request, url)) return openWebSocket(request, server);
    return answer(request, url.sid, server).then((response) => allowOrigin(request, response));
  }

  return { fetch, limitRequests, refused: counts };
}

/** Whether a request is to become a WebSocket. With long-polling the offer to upgrade is ignored. */
function isUpgradeAt(path: string, request: Request): boolean {
  const url = urlOf(request);
  return url?.pathname === path && url.transport === "websocket" && asksForWebSocket(request);
}

/** A WebSocket among the protocols that a request offers to change to (RFC 9110, 7.8). */
const WEBSOCKET = /(?:^|,)\s*websocket\s*(?:,|$)/i;

function asksForWebSocket({ method, headers }: Request): boolean {
  return method === "GET" && WEBSOCKET.test(headers.get("Upgrade") ?? "");
}
