/** Socket.IO on Bun: joins a Socket.IO server to `Bun.serve`. */
import type { Server } from "socket.io";
import { endAbsent } from "./absent";
import { type AddressLimits, createAddressLimits } from "./address-limits";
import { type Backlog, createBacklog } from "./backlog";
import type { WebSocketData } from "./bun-engine";
import type { Fetch } from "./bun-server";
import { closeAfterLast } from "./connection-close";
import { EngineIoServer } from "./engine-io";
import { createFanOut } from "./fan-out";
import { createHandshakes } from "./handshakes";
import { createHiddenBytes, type HiddenBytes } from "./hidden-bytes";
import { useLeanClients } from "./lean-clients";
import { type EngineOptions, type EngineSettings, settingsOf } from "./options";
import { createPacketFilter, type PacketFilter } from "./packet-filter";
import { createRequestHandler, type RequestHandler } from "./request-handler";
import { tagSessions } from "./session-ids";
import type { FanOutCounts } from "./topics";

/** What `Bun.serve` needs of the engine, and what the engine counts. */
export interface Engine {
  /** Answers the requests for the engine's path. */
  fetch: Fetch;
  websocket: Bun.WebSocketHandler<WebSocketData>;
  /** Seconds without a byte after which Bun ends a request, a poll that waits for packets excepted. */
  idleTimeout: number;
  /** Bytes that the body of a request may have. */
  maxRequestBodySize: number;
  /** Answers a request if its address has too many under way. For every request to the server, before anything else. */
  limitRequests: RequestHandler["limitRequests"];
  /** Limits the bytes that the application broadcasts for each address: it has to ask. */
  broadcastBytes: AddressLimits["broadcastBytes"];
  fanOut: Readonly<FanOutCounts>;
  backlog: Pick<Backlog, "ended">;
  refused: RequestHandler["refused"];
}

/** Seconds. Bun looks for idle connections every four seconds: a shorter time could be over as soon as it begins. */
const LEAST_IDLE = 10;

/**
 * Binds a Socket.IO server to a new engine. The server must have no engine and no middleware yet. Throws at options that
 * cannot be right. The first engine of a process patches Socket.IO (see socket-io-patches.ts).
 */
export function createEngine(io: Server, options: EngineOptions = {}): Engine {
  const settings = settingsOf(options);
  const engine = openEngineIo(settings);
  const addressLimits = createAddressLimits(settings);
  const packetFilter = createPacketFilter(engine, addressLimits.packets);
  // Before any other listener for connections: it changes their ids.
  const tagged = settings.machine === undefined ? undefined : tagSessions(engine, settings.machine);
  // Before all that counts for an address: it sets the connections' addresses.
  const handshakes = createHandshakes(engine, addressLimits.sessions, settings);
  const hiddenBytes = createHiddenBytes(engine, addressLimits);
  const backlog = createBacklog(engine, addressLimits.unsent, settings.backlog);
  const { websocket, idleTimeout, maxRequestBodySize } = engine.handler();
  const idle = { poll: Math.max(idleTimeout, LEAST_IDLE), other: LEAST_IDLE };
  const { pollResponses } = backlog;
  endAbsent(engine, pollResponses);
  const parts = { addressLimits, handshakes, pollResponses, packetFilter, idle };
  const requests = createRequestHandler(engine, parts, settings);
  io.connectTimeout(settings.stepTimeout);
  useLeanClients(io);
  io.bind(engine);
  return {
    fetch: closeAfterLast(tagged ? tagged(requests.fetch) : requests.fetch),
    refused: requests.refused,
    limitRequests: requests.limitRequests,
    websocket: {
      ...filtered(websocket, { packetFilter, hiddenBytes, backlog }, settings.stepTimeout),
      ...backlog.websocket,
    },
    idleTimeout: idle.other,
    maxRequestBodySize,
    fanOut: createFanOut(io, engine, backlog),
    backlog,
    broadcastBytes: addressLimits.broadcastBytes,
  };
}

function openEngineIo({ path, maxPacket, heartbeat, stepTimeout }: EngineSettings): EngineIoServer {
  return new EngineIoServer({
    path,
    maxHttpBufferSize: maxPacket,
    pingInterval: heartbeat.interval,
    pingTimeout: heartbeat.timeout,
    upgradeTimeout: stepTimeout,
  });
}

interface WebSocketParts {
  packetFilter: PacketFilter;
  hiddenBytes: HiddenBytes;
  backlog: Pick<Backlog, "closed">;
}

/** The engine's WebSocket handler behind the packet filter. Bun answers a WebSocket's own pings, but they cost time too. */
function filtered(
  handler: Bun.WebSocketHandler<WebSocketData>,
  { packetFilter, hiddenBytes, backlog }: WebSocketParts,
  stepTimeout: number,
): Bun.WebSocketHandler<WebSocketData> {
  /** The timers that end WebSockets that no connection has taken over. Each is cleared when its WebSocket closes: it would keep it. */
  const unowned = new WeakMap<object, Timer>();
  const control = (socket: Bun.ServerWebSocket<WebSocketData>, data: Buffer) => {
    hiddenBytes.given(socket, data);
    if (!packetFilter.admitsControl(socket, data.byteLength)) socket.terminate();
  };
  return {
    ...handler,
    open(socket) {
      hiddenBytes.opened(socket);
      if (!packetFilter.isOwned(socket)) {
        const endUnowned = () => packetFilter.isOwned(socket) || socket.terminate();
        unowned.set(socket, setTimeout(endUnowned, stepTimeout).unref());
      }
      // Last: it closes a session's second WebSocket, and Bun then calls `close` before this returns.
      void handler.open?.(socket);
    },
    message(socket, frame) {
      hiddenBytes.given(socket, frame);
      if (packetFilter.admitsFrame(socket, frame)) return handler.message?.(socket, frame);
      socket.terminate();
    },
    close(socket, ...why) {
      hiddenBytes.closed(socket);
      clearTimeout(unowned.get(socket));
      backlog.closed(socket, () => void handler.close?.(socket, ...why));
    },
    ping: control,
    pong: control,
  };
}
