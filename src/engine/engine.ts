/** Socket.IO on Bun: a Socket.IO server joined to `Bun.serve`. Nothing here knows what is said. */
import type { WebSocketData } from "@socket.io/bun-engine";
import type { Server, Socket } from "socket.io";
import { type Account, type AccountLimits, createAccount } from "./address-limits";
import { type Backlog, createBacklog } from "./backlog";
import { sayingClose } from "./connection-close";
import { ConformingEngine } from "./engine-io";
import { createFanOut, type FanOutCounts } from "./fan-out";
import { createGate, type Fetch, type Gate, type GateOptions } from "./request-handler";
import { judgePackets, type PacketJudge } from "./packet-filter";
import { nameSessions } from "./session-ids";

export interface EngineOptions extends GateOptions, AccountLimits {
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
  refused: Gate["refused"];
  refuseCrowd: Gate["refuseCrowd"];
  /** Counts what each address has others told. */
  said: Account["said"];
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
  const account = createAccount(options);
  const judge = judgePackets(engine, account.traffic);
  // First of all, so that nobody takes note of an id that changes.
  const named = options.machine === undefined ? undefined : nameSessions(engine, options.machine);
  const backlog = createBacklog(engine, account.unsent, options.backlog);
  const { websocket, idleTimeout, maxRequestBodySize } = engine.handler();
  const idle = { poll: Math.max(idleTimeout, LEAST_IDLE), other: LEAST_IDLE };
  const { answers } = backlog;
  const gate = createGate(engine, { account, answers, judge }, { ...options, idle });
  io.connectTimeout(options.patience);
  io.use(forgetWhoeverLeaves);
  io.bind(engine);
  return {
    fetch: sayingClose(named ? named(gate.fetch) : gate.fetch),
    refused: gate.refused,
    refuseCrowd: gate.refuseCrowd,
    websocket: {
      ...guarded(websocket, judge, options.patience),
      ...backlog.websocket,
    },
    idleTimeout: idle.other,
    maxRequestBodySize,
    fanOut: createFanOut(io, engine, backlog),
    backlog,
    said: account.said,
  };
}

/** The engine's WebSocket handler, behind the judge of packets. Bun answers pings itself, but they cost time as well. */
function guarded(
  handler: Bun.WebSocketHandler<WebSocketData>,
  judge: PacketJudge,
  patience: number,
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
      setTimeout(() => judge.isOwned(socket) || socket.terminate(), patience).unref();
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
function forgetWhoeverLeaves(socket: Socket, next: () => void): void {
  socket.conn.on("close", () => socket["_cleanup"]());
  next();
}
