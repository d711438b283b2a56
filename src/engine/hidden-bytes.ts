/**
 * Bytes that WebSockets send and that no handler is given. Bun joins the fragments of a message by itself (RFC 6455, 5.4), and tells
 * nothing of them before the last one: empty fragments without end would take a processor for as long as their connection lasts.
 */
import type { AddressLimits } from "./address-limits";
import { comparable } from "./addresses";
import type { Connection, WebSocketData } from "./bun-engine";
import type { EngineIoServer } from "./engine-io";
import { ownOf } from "./engine-io-connection";
import type { Paced } from "./packet-rate";
import { createSharedInterval } from "./shared-interval";
import { openTcpSockets, peerOf, type TcpSockets } from "./tcp-sockets";
import { WebSocketConnection } from "./websocket-connection";

type WebSocket = Bun.ServerWebSocket<WebSocketData>;

/** What is kept of a WebSocket, in its data. */
interface Sender extends Paced {
  readonly transport: unknown;
  /** What counts as its client's address. */
  network?: string | undefined;
  /** The port of its client. */
  port?: number | undefined;
  /** Bytes of the frames that handlers were given. */
  given?: number;
  /** Further bytes that it had sent at the last look. */
  hidden?: number | undefined;
}

export interface HiddenBytes {
  opened(socket: WebSocket): void;
  /** A handler is given a frame. */
  given(socket: WebSocket, frame: string | Buffer): void;
  closed(socket: WebSocket): void;
}

/** Milliseconds between two looks, and from one that finds something new to the next. */
const [LOOK_EVERY, AGAIN] = [250, 50];
/** The part of a processor below which the process is in nobody's way, and the parts that looking, and looking again, take at most. */
const [BUSY, LOOKING, LOOKING_AGAIN] = [0.1, 0.01, 0.1];
/** Bytes before the content of a frame. Frames of 64 KiB have six more, and are few. */
const HEADER = 8;
/** Bytes before the first frame that the request for a WebSocket explains. */
const REQUEST = 16 * 1024;
/** Bytes that are counted at once, as many as a packet may have. */
const AT_ONCE = 64 * 1024;

/** Keeps the client of a WebSocket to be: its port has to be read before the upgrade. */
export function noteClient(sender: Sender, network: string, port: number | undefined): void {
  sender.network = network;
  sender.port = port;
}

/**
 * Watches the WebSockets of an engine from now on. While the process is busy, what they have sent and no handler was given counts as
 * packets. Those over the limit of packets are ended, and their address gets no session for ten seconds: what a connection can send
 * before it is found would be enough to keep a processor busy. Where the system does not tell what was sent, nothing is counted.
 */
export function createHiddenBytes(
  engine: EngineIoServer,
  { packets, sessions }: Pick<AddressLimits, "packets" | "sessions">,
): HiddenBytes {
  const connections: ReadonlyMap<string, Connection> = engine["clients"];
  /** Those that are not of the engine's own kind, which is found by its connections. */
  const others = new Set<WebSocket>();
  const isBusy = createBusy();
  let again: Timer | undefined;
  let nextAt = 0;
  let tcp: TcpSockets | undefined;

  function look(): void {
    const start = performance.now();
    tcp ??= openTcpSockets();
    let isAnyNew = false;
    for (const [socket, read] of tcp.read(byPeer(all())))
      if (count(socket, read) === "new") isAnyNew = true;
    const end = performance.now();
    nextAt = end + (end - start) / LOOKING;
    clearTimeout(again);
    if (isAnyNew) again = setTimeout(look, Math.max(AGAIN, (end - start) / LOOKING_AGAIN)).unref();
  }

  function* all(): Iterable<WebSocket> {
    yield* others;
    for (const connection of connections.values()) {
      const socket = ownOf(connection)?.socket;
      if (socket) yield socket as WebSocket;
    }
  }

  function count(socket: WebSocket, read: number): "new" | undefined {
    const sender: Sender = socket.data;
    const hidden = read - (sender.given ?? 0);
    const before = sender.hidden;
    sender.hidden = Math.max(hidden, before ?? 0);
    // A proxy may have sent any number of requests by the connection before.
    if (before === undefined) return hidden > REQUEST ? "new" : undefined;
    if (hidden <= before || isWithinRate(sender, hidden - before)) return undefined;
    sessions.pause(sender.network ?? "");
    socket.terminate();
    return undefined;
  }

  function isWithinRate(sender: Sender, bytes: number): boolean {
    for (let left = bytes; left > 0; left -= AT_ONCE)
      if (!packets.admits(sender, sender.network ?? "", Math.min(left, AT_ONCE))) return false;
    return true;
  }

  engine.on(
    "connection",
    createSharedInterval(connections, LOOK_EVERY, () => {
      if (isBusy() && performance.now() >= nextAt) look();
    }),
  );

  return {
    opened(socket) {
      if (!(socket.data instanceof WebSocketConnection)) others.add(socket);
    },
    given(socket, frame) {
      const sender: Sender = socket.data;
      sender.given = (sender.given ?? 0) + Buffer.byteLength(frame) + HEADER;
    },
    closed(socket) {
      others.delete(socket);
    },
  };
}

/** Makes a function that returns whether the process has used much of a processor since it was last called. */
function createBusy(): () => boolean {
  let [usedBefore, before] = [0, 0];
  return () => {
    const { user, system } = process.cpuUsage();
    const [used, now] = [(user + system) / 1000, performance.now()];
    const isBusy = used - usedBefore > BUSY * (now - before);
    [usedBefore, before] = [used, now];
    return isBusy;
  };
}

function byPeer(sockets: Iterable<WebSocket>): Map<string, WebSocket> {
  const peers = new Map<string, WebSocket>();
  for (const socket of sockets) {
    const { port }: Sender = socket.data;
    if (port !== undefined) peers.set(peerOf(comparable(socket.remoteAddress), port), socket);
  }
  return peers;
}
