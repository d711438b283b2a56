/** What stands in front of the engine: a request is judged before it costs anything. */
import type { Connection } from "./bun-engine";
import type { BunServer, Fetch } from "./bun-server";
import type { AddressLimits } from "./address-limits";
import { addressIn, clientAddress, networkOf } from "./addresses";
import type { PollResponses } from "./poll-responses";
import { type EngineIoServer, isWebSocketHandshake } from "./engine-io";
import { networkAt, setAddress } from "./engine-io-connection";
import { allowOrigin, isAllowedOrigin, preflight } from "./origins";
import type { PacketFilter } from "./packet-filter";

export interface RequestOptions {
  /** Origins besides the one that a request's Host gives whose pages may connect. */
  allowedOrigins: readonly string[];
  /** The header in which a trusted proxy says a client's address; without one the socket's own counts. */
  addressHeader: string | undefined;
  /** Is told of each page that is refused: its origin, and the Host that it asked. */
  onForeignOrigin: (origin: string, host: string) => void;
  /** Is told of each handshake in which the trusted header has no address. */
  onMissingAddress: () => void;
  /** Milliseconds that a handshake, a middleware, an upgrade or a request's body may take. */
  stepTimeout: number;
  /** Is given what the engine threw at a request. */
  onError: (error: unknown) => void;
}

/** Why a request is refused: with which status, and in which words. */
const REFUSALS = {
  origin: [
    403,
    "this origin is not allowed: if it is this server's own, set PUBLIC_URL to it, or let the proxy pass on Host; if it is a friend's, ALLOWED_ORIGINS",
  ],
  malformed: [400, "bad request"],
  transport: [400, "the transport does not fit the request"],
  session: [400, "the session has no id"],
  crowded: [429, "too many connections from one address"],
  full: [503, "too many connections"],
  packets: [400, "not the packets of this protocol"],
  late: [408, "the body did not come"],
  ended: [400, "the connection has ended"],
  overlap: [400, "one request at a time"],
  busy: [429, "too many requests of one address are under way"],
} as const;

type Reason = keyof typeof REFUSALS;

/** What the gate counts by, and on whose word. */
export interface RequestHandlerParts {
  addressLimits: AddressLimits;
  answers: PollResponses;
  judge: PacketFilter;
}

/** Seconds: of a request that waits for something to be said, and of any other whose client reads or sends nothing. */
export interface Idle {
  poll: number;
  other: number;
}

export interface RequestHandler {
  fetch: Fetch;
  /** Counts any request to this server but the upgrade of a session. PollResponses it if there are too many of its address. */
  limitRequests: (request: Request, server: BunServer) => Response | undefined;
  /** Requests refused since the start, by why. */
  readonly refused: Readonly<Record<Reason, number>>;
}

/** PollResponses the requests for an engine: refuses them with a short 4xx, or lets the engine answer. */
export function createRequestHandler(
  engine: EngineIoServer,
  { addressLimits, answers, judge }: RequestHandlerParts,
  options: RequestOptions & { path: string; idle: Idle },
): RequestHandler {
  const refused = {
    origin: 0,
    malformed: 0,
    transport: 0,
    session: 0,
    crowded: 0,
    full: 0,
    packets: 0,
    late: 0,
    ended: 0,
    overlap: 0,
    busy: 0,
  };
  const {
    path,
    allowedOrigins,
    addressHeader,
    stepTimeout,
    idle,
    onError,
    onMissingAddress,
    onForeignOrigin,
  } = options;
  const { sessions, requests } = addressLimits;
  /** Connections of which a POST is coming in. */
  const posting = new WeakSet<Connection>();
  /** Where the handshakes come from that no connection has come of yet. */
  const addresses = new Map<Request, string>();

  engine.on("connection", (connection: Connection, request: Request) => {
    introduce(connection, addresses.get(request));
    addresses.delete(request);
    connection.on("close", release);
  });

  function release(this: Connection): void {
    sessions.release(networkAt(this));
  }

  /** Takes a place for a handshake, or returns why there is none. */
  function takePlace(request: Request, server: BunServer): Reason | undefined {
    // Known only now: once it is a WebSocket, a request has no address any more.
    const address = clientAddress(request, server, addressHeader);
    if (addressHeader && !addressIn(request, addressHeader)) onMissingAddress();
    const refusal = sessions.admit(networkOf(address));
    if (!refusal) addresses.set(request, address);
    return refusal;
  }

  /** Gives a handshake's place back, unless there is a connection that has it now. */
  function settle(request: Request): void {
    const address = addresses.get(request);
    if (address === undefined) return;
    addresses.delete(request);
    sessions.release(networkOf(address));
  }

  function open(request: Request, server: BunServer): Response {
    const refusal = takePlace(request, server);
    if (refusal) return refuse(refusal);
    try {
      return engine.open(request, server);
    } finally {
      settle(request);
    }
  }

  async function handshake(request: Request, server: BunServer): Promise<Response> {
    const refusal = takePlace(request, server);
    if (refusal) return refuse(refusal);
    const response = await pass(request, server);
    settle(request);
    return response;
  }

  /** Ends a connection that does not wait for the answer before: no client of this protocol does that. */
  function endForOverlap(connection: Connection): Response {
    connection["onClose"]("transport error");
    return refuse("overlap");
  }

  async function poll(request: Request, connection: Connection, server: BunServer) {
    if (answers.isUnread(connection)) return endForOverlap(connection);
    server.timeout(request, idle.poll);
    const said = await pass(request, server);
    server.timeout(request, idle.other);
    return answers.count(connection, said);
  }

  async function post(request: Request, connection: Connection, server: BunServer) {
    if (posting.has(connection)) return endForOverlap(connection);
    posting.add(connection);
    const body = await bodyOf(request, stepTimeout);
    posting.delete(connection);
    if (body === undefined) return refuse("late");
    if (judge.admitsBody(connection, body)) return pass(withBody(request, body), server);
    connection["onClose"]("parse error");
    return refuse("packets");
  }

  async function pass(request: Request, server: BunServer): Promise<Response> {
    try {
      return await engine.handleRequest(request, server);
    } catch (error) {
      // A connection can end while the engine is still on its way to it, and the engine trips over that.
      onError(error);
      return refuse("ended");
    }
  }

  async function answer(request: Request, sid: string | null, server: BunServer) {
    if (sid === null) return handshake(request, server);
    // Some of what comes after this would take it for a session, and some for a handshake.
    if (sid === "") return refuse("session");
    const connection = engine["clients"].get(sid);
    if (connection && request.method === "POST") return post(request, connection, server);
    if (connection && request.method === "GET" && !request.headers.has("Upgrade"))
      return poll(request, connection, server);
    return pass(request, server);
  }

  function limitRequests(request: Request, server: BunServer): Response | undefined {
    // There are thousands of these after a restart, and none is under way for longer than it takes to judge it.
    if (request.headers.has("Upgrade") && isUpgradeAt(path, request)) return undefined;
    const network = networkOf(clientAddress(request, server, addressHeader));
    return requests.admit(network, request, server) ? undefined : refuse("busy");
  }

  function refuse(reason: Reason): Response {
    refused[reason] += 1;
    const [status, message] = REFUSALS[reason];
    // With these it is the number that is wrong, and a second later there may be fewer.
    const headers = status === 429 || status === 503 ? { "Retry-After": "1" } : {};
    return new Response(message, { status, headers });
  }

  function refuseForeign({ headers }: Request): Response {
    const origin = headers.get("Origin");
    if (origin !== null) onForeignOrigin(origin, headers.get("Host") ?? "");
    return refuse("origin");
  }

  function fetch(request: Request, server: BunServer): Response | Promise<Response> {
    if (!isAllowedOrigin(request, allowedOrigins)) return refuseForeign(request);
    if (request.method === "OPTIONS") return preflight(request);
    const searchParams = URL.parse(request.url)?.searchParams;
    if (!searchParams) return refuse("malformed");
    const isWebSocket = searchParams.get("transport") === "websocket";
    if (isWebSocket && !asksForWebSocket(request)) return allowOrigin(request, refuse("transport"));
    // Long-polling has nothing to upgrade: the engine would take any such header for a WebSocket.
    if (!isWebSocket) request.headers.delete("Upgrade");
    if (isWebSocketHandshake(request, searchParams)) return open(request, server);
    return answer(request, searchParams.get("sid"), server).then((response) =>
      allowOrigin(request, response),
    );
  }

  return { fetch, limitRequests, refused };
}

/** Whether a request is to become a WebSocket. An offer to upgrade alone is not: with long-polling it is ignored. */
function isUpgradeAt(path: string, request: Request): boolean {
  const address = URL.parse(request.url);
  return (
    address?.pathname === path &&
    address.searchParams.get("transport") === "websocket" &&
    asksForWebSocket(request)
  );
}

/** Whether it is among the protocols that the request offers to change to (RFC 9110, 7.8). */
function asksForWebSocket({ headers }: Request): boolean {
  const offers = headers.get("Upgrade")?.toLowerCase().split(",") ?? [];
  return offers.some((offer) => offer.trim() === "websocket");
}

/** Says where a connection comes from, and drops the rest of its first request: it would be kept as long as it lives. */
function introduce(connection: Connection, address: string | undefined): void {
  setAddress(connection, address);
  // Of a WebSocket's handshake nothing was kept in the first place.
  if (connection.transport.name === "polling")
    Object.assign(connection.request, { url: "", headers: {}, _query: {} });
}

/** A request's body, or `undefined` when it does not come in time or at all. */
async function bodyOf(request: Request, stepTimeout: number): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, stepTimeout, undefined);
  const text = request.text().catch(() => undefined);
  try {
    return await Promise.race([text, late]);
  } finally {
    clearTimeout(timer);
  }
}

function withBody({ url, method, headers, signal }: Request, body: string): Request {
  return new Request(url, { method, headers, signal, body });
}
