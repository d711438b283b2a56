/** Socket.IO on Bun: a Socket.IO server joined to `Bun.serve`. Nothing here knows what is said. */
import type { WebSocketData } from "./bun-engine";
import type { Server, Socket } from "socket.io";
import {
  type AddressLimits,
  type AddressLimitOptions,
  createAddressLimits,
} from "./address-limits";
import { type Backlog, createBacklog } from "./backlog";
import { echoConnectionClose } from "./connection-close";
import { EngineIoServer } from "./engine-io";
import type { Fetch } from "./bun-server";
import { createFanOut, type FanOutCounts } from "./fan-out";
import { createRequestHandler, type RequestHandler, type RequestOptions } from "./request-handler";
import { createPacketFilter, type PacketFilter } from "./packet-filter";
import { tagSessions } from "./session-ids";

export interface EngineOptions extends RequestOptions, AddressLimitOptions {
  /** The path that clients connect to, with both slashes. */
  path: string;
  /** Bytes that one packet may have. */
  maxPacket: number;
  /** Milliseconds from one ping to the next, and in which its pong has to come. */
  heartbeat: { interval: number; timeout: number };
  /** What session ids are to say of where they are, when there are several machines. */
  machine?: string | undefined;
}

/** What `Bun.serve` needs of the engine. */
export interface Engine {
  fetch: Fetch;
  websocket: Bun.WebSocketHandler<WebSocketData>;
  /** Seconds, for all but a long-poll that waits. */
  idleTimeout: number;
  maxRequestBodySize: number;
  fanOut: Readonly<FanOutCounts>;
  backlog: Pick<Backlog, "ended">;
  refused: RequestHandler["refused"];
  limitRequests: RequestHandler["limitRequests"];
  /** Counts what each address has others told. */
  broadcastBytes: AddressLimits["broadcastBytes"];
}

/** Seconds. Bun looks for idle connections every four: a shorter time could be over as soon as it begins. */
const LEAST_IDLE = 10;

/** Binds a Socket.IO server, before it has any middleware, to an engine for `Bun.serve`. */
export function createEngine(io: Server, options: EngineOptions): Engine {
  const engine = new EngineIoServer({
    path: options.path,
    maxHttpBufferSize: options.maxPacket,
    pingInterval: options.heartbeat.interval,
    pingTimeout: options.heartbeat.timeout,
    upgradeTimeout: options.stepTimeout,
  });
  const addressLimits = createAddressLimits(options);
  const judge = createPacketFilter(engine, addressLimits.traffic);
  // First of all, so that nobody takes note of an id that changes.
  const named = options.machine === undefined ? undefined : tagSessions(engine, options.machine);
  const backlog = createBacklog(engine, addressLimits.unsent, options.backlog);
  const { websocket, idleTimeout, maxRequestBodySize } = engine.handler();
  const idle = { poll: Math.max(idleTimeout, LEAST_IDLE), other: LEAST_IDLE };
  const { answers } = backlog;
  const gate = createRequestHandler(
    engine,
    { addressLimits, answers, judge },
    { ...options, idle },
  );
  io.connectTimeout(options.stepTimeout);
  io.use(forgetOnClose);
  io.bind(engine);
  return {
    fetch: echoConnectionClose(named ? named(gate.fetch) : gate.fetch),
    refused: gate.refused,
    limitRequests: gate.limitRequests,
    websocket: {
      ...guarded(websocket, judge, options.stepTimeout),
      ...backlog.websocket,
    },
    idleTimeout: idle.other,
    maxRequestBodySize,
    fanOut: createFanOut(io, engine, backlog),
    backlog,
    broadcastBytes: addressLimits.broadcastBytes,
  };
}

/** The engine's WebSocket handler, behind the judge of packets. Bun answers pings itself, but they cost time as well. */
function guarded(
  handler: Bun.WebSocketHandler<WebSocketData>,
  judge: PacketFilter,
  stepTimeout: number,
): Bun.WebSocketHandler<WebSocketData> {
  const control = (socket: Bun.ServerWebSocket<WebSocketData>, data: Buffer) => {
    if (!judge.admitsControl(socket, data.byteLength)) socket.terminate();
  };
  return {
    ...handler,
    open(socket) {
      void handler.open?.(socket);
      if (judge.isOwned(socket)) return;
      // The engine ends an upgrade that takes too long, but not one whose connection had gone before.
      setTimeout(() => judge.isOwned(socket) || socket.terminate(), stepTimeout).unref();
    },
    message(socket, frame) {
      if (judge.admitsFrame(socket, frame)) return handler.message?.(socket, frame);
      socket.terminate();
    },
    ping: control,
    pong: control,
  };
}

/** A socket that a middleware keeps waiting would stay after its client has gone. */
function forgetOnClose(socket: Socket, next: () => void): void {
  socket.conn.on("close", () => socket["_cleanup"]());
  next();
}
