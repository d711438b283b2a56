/** Socket.IO on Bun: a Socket.IO server joined to `Bun.serve`. Nothing here knows what is said. */
import type { WebSocketData } from "@socket.io/bun-engine";
import type { Server, Socket } from "socket.io";
import { type Backlog, createBacklog } from "./backlog";
import { sayingClose } from "./closing";
import { ConformingEngine } from "./conforming";
import { createFanOut, type FanOutCounts } from "./fan-out";
import { createGate, type Fetch, type Gate, type GateOptions } from "./gate";
import { judgePackets, type PacketJudge } from "./packets";
import type { Rate } from "./rate";
import { nameSessions } from "./sessions";

export interface EngineOptions extends GateOptions {
  /** The path that clients connect to, with both slashes. */
  path: string;
  /** Bytes that one packet may have. */
  maxPacket: number;
  /** Milliseconds from one ping to the next, and in which its pong has to come. */
  heartbeat: { interval: number; timeout: number };
  /** Unsent bytes after which a connection is ended, 0 for no limit. */
  backlog: number;
  /** Packets from one connection; whoever sends more is cut off. */
  packetRate: Rate;
  /** What session ids are to say of where they are, when there are several machines. */
  machine?: string | undefined;
}

/** What `Bun.serve` needs of the engine. */
export interface Engine {
  fetch: Fetch;
  websocket: Bun.WebSocketHandler<WebSocketData>;
  /** Seconds: above the ping interval, or a waiting long-poll would be cut. */
  idleTimeout: number;
  maxRequestBodySize: number;
  fanOut: Readonly<FanOutCounts>;
  backlog: Pick<Backlog, "ended">;
  refused: Gate["refused"];
}

/** Seconds. Bun looks for idle connections every four: a shorter time could be over as soon as it begins. */
const LEAST_IDLE = 10;

/** Binds a Socket.IO server, before it has any middleware, to an engine for `Bun.serve`. */
export function bindEngine(io: Server, options: EngineOptions): Engine {
  const engine = new ConformingEngine({
    path: options.path,
    maxHttpBufferSize: options.maxPacket,
    pingInterval: options.heartbeat.interval,
    pingTimeout: options.heartbeat.timeout,
    upgradeTimeout: options.patience,
  });
  const judge = judgePackets(engine, options.packetRate);
  // First of all, so that nobody takes note of an id that changes.
  const named = options.machine === undefined ? undefined : nameSessions(engine, options.machine);
  const gate = createGate(engine, judge, options);
  io.connectTimeout(options.patience);
  io.use(forgetWhoeverLeaves);
  io.bind(engine);
  const backlog = createBacklog(engine, options.backlog);
  const { websocket, idleTimeout, maxRequestBodySize } = engine.handler();
  return {
    fetch: sayingClose(named ? named(gate.fetch) : gate.fetch),
    refused: gate.refused,
    websocket: {
      ...guarded(websocket, judge, options.patience),
      ...backlog.websocket,
    },
    idleTimeout: Math.max(idleTimeout, LEAST_IDLE),
    maxRequestBodySize,
    fanOut: createFanOut(io, engine, backlog),
    backlog,
  };
}

/** The engine's WebSocket handler, behind the judge of packets. */
function guarded(
  handler: Bun.WebSocketHandler<WebSocketData>,
  judge: PacketJudge,
  patience: number,
): Bun.WebSocketHandler<WebSocketData> {
  return {
    ...handler,
    open(socket) {
      void handler.open?.(socket);
      if (judge.isOwned(socket)) return;
      // The engine ends an upgrade that takes too long, but not one whose connection had gone before.
      setTimeout(() => judge.isOwned(socket) || socket.terminate(), patience).unref();
    },
    message(socket, frame) {
      if (judge.admitsFrame(socket, frame)) return handler.message?.(socket, frame);
      socket.terminate();
    },
  };
}

/** A socket that a middleware keeps waiting would stay after its client has gone. */
function forgetWhoeverLeaves(socket: Socket, next: () => void): void {
  socket.conn.on("close", () => socket["_cleanup"]());
  next();
}
