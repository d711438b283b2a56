/** What stands in front of the engine: a request is judged before it costs anything. */
import type { WebSocketData } from "@socket.io/bun-engine";
import { addressIn, clientAddress, networkOf } from "./addresses";
import { type AdmissionLimits, createAdmission } from "./admission";
import { type ConformingEngine, isWebSocketHandshake } from "./conforming";
import { addressOf, type Connection, setAddress } from "./connection";
import { isWelcome, preflight, shareWith } from "./origins";
import type { PacketJudge } from "./packets";

type BunServer = Bun.Server<WebSocketData>;
/** What needs no waiting is answered at once: each promise on the way would be a good part of what a connection costs. */
export type Fetch = (request: Request, server: BunServer) => Response | Promise<Response>;

export interface GateOptions {
  /** Origins besides the one that a request's Host gives whose pages may connect. */
  origins: readonly string[];
  /** The header in which a trusted proxy says a client's address; without one the socket's own counts. */
  addressHeader: string | undefined;
  /** Is told of each page that is refused: its origin, and the Host that it asked. */
  onForeign: (origin: string, host: string) => void;
  /** Is told of each handshake in which the trusted header has no address. */
  onAnonymous: () => void;
  admission: AdmissionLimits;
  /** Milliseconds that a handshake, a middleware, an upgrade or a request's body may take. */
  patience: number;
  /** Is given what the engine threw at a request. */
  onFault: (error: unknown) => void;
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
} as const;

type Reason = keyof typeof REFUSALS;

export interface Gate {
  fetch: Fetch;
  /** Requests refused since the start, by why. */
  readonly refused: Readonly<Record<Reason, number>>;
}

/** Answers the requests for an engine: refuses them with a short 4xx, or lets the engine answer. */
export function createGate(
  engine: ConformingEngine,
  judge: PacketJudge,
  options: GateOptions,
): Gate {
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
  };
  const { origins, addressHeader, patience, onFault, onAnonymous, onForeign } = options;
  const admission = createAdmission(options.admission);
  /** Where the handshakes come from that no connection has come of yet. */
  const addresses = new Map<Request, string>();

  engine.on("connection", (connection: Connection, request: Request) => {
    introduce(connection, addresses.get(request));
    addresses.delete(request);
    connection.on("close", release);
  });

  function release(this: Connection): void {
    admission.release(networkOf(addressOf(this)));
  }

  /** Takes a place for a handshake, or returns why there is none. */
  function takePlace(request: Request, server: BunServer): Reason | undefined {
    // Known only now: once it is a WebSocket, a request has no address any more.
    const address = clientAddress(request, server, addressHeader);
    if (addressHeader && !addressIn(request, addressHeader)) onAnonymous();
    const refusal = admission.admit(networkOf(address));
    if (!refusal) addresses.set(request, address);
    return refusal;
  }

  /** Gives a handshake's place back, unless there is a connection that has it now. */
  function settle(request: Request): void {
    const address = addresses.get(request);
    if (address === undefined) return;
    addresses.delete(request);
    admission.release(networkOf(address));
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

  async function post(request: Request, connection: Connection, server: BunServer) {
    const body = await bodyOf(request, patience);
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
      onFault(error);
      return refuse("ended");
    }
  }

  async function answer(request: Request, sid: string | null, server: BunServer) {
    if (sid === null) return handshake(request, server);
    // Some of what comes after this would take it for a session, and some for a handshake.
    if (sid === "") return refuse("session");
    const connection = engine["clients"].get(sid);
    const hasBody = request.method === "POST" && connection !== undefined;
    return hasBody ? post(request, connection, server) : pass(request, server);
  }

  function refuse(reason: Reason): Response {
    refused[reason] += 1;
    const [status, message] = REFUSALS[reason];
    const headers = reason === "crowded" || reason === "full" ? { "Retry-After": "1" } : {};
    return new Response(message, { status, headers });
  }

  function refuseForeign({ headers }: Request): Response {
    const origin = headers.get("Origin");
    if (origin !== null) onForeign(origin, headers.get("Host") ?? "");
    return refuse("origin");
  }

  function fetch(request: Request, server: BunServer): Response | Promise<Response> {
    if (!isWelcome(request, origins)) return refuseForeign(request);
    if (request.method === "OPTIONS") return preflight(request);
    const searchParams = URL.parse(request.url)?.searchParams;
    if (!searchParams) return refuse("malformed");
    const isWebSocket = searchParams.get("transport") === "websocket";
    if (isWebSocket && !asksForWebSocket(request)) return shareWith(request, refuse("transport"));
    // Long-polling has nothing to upgrade: the engine would take any such header for a WebSocket.
    if (!isWebSocket) request.headers.delete("Upgrade");
    if (isWebSocketHandshake(request, searchParams)) return open(request, server);
    return answer(request, searchParams.get("sid"), server).then((response) =>
      shareWith(request, response),
    );
  }

  return { fetch, refused };
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
async function bodyOf(request: Request, patience: number): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, patience, undefined);
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
