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
}

export interface HiddenBytes {
  opened(socket: WebSocket): void;
  /** A handler is given a frame. */
  given(socket: WebSocket, frame: string | Buffer): void;
  closed(socket: WebSocket): void;
}

/** Milliseconds between two looks. */
const LOOK_EVERY = 250;
/** The part of a processor below which the process is in nobody's way, and the part that looking takes at most. */
const [BUSY, LOOKING] = [0.1, 0.01];
/** Bytes before the content of a frame. Frames of 64 KiB have six more, and are few. */
const HEADER = 8;
/** Bytes that the request for a WebSocket may have. */
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
  const counted = new WeakMap<Sender, number>();
  const paced = createPace();
  let tcp: TcpSockets | undefined;

  function look(): void {
    tcp ??= openTcpSockets();
    for (const [socket, read] of tcp.read(byPeer(all()))) count(socket, read);
  }

  function* all(): Iterable<WebSocket> {
    yield* others;
    for (const connection of connections.values()) {
      const socket = ownOf(connection)?.socket;
      if (socket) yield socket as WebSocket;
    }
  }

  function count(socket: WebSocket, read: number): void {
    const sender: Sender = socket.data;
    const before = counted.get(sender) ?? 0;
    const hidden = read - REQUEST - (sender.given ?? 0);
    if (hidden <= before) return;
    counted.set(sender, hidden);
    if (isWithinRate(sender, hidden - before)) return;
    sessions.pause(sender.network ?? "");
    socket.terminate();
  }

  function isWithinRate(sender: Sender, bytes: number): boolean {
    for (let left = bytes; left > 0; left -= AT_ONCE)
      if (!packets.admits(sender, sender.network ?? "", Math.min(left, AT_ONCE))) return false;
    return true;
  }

  engine.on(
    "connection",
    createSharedInterval(connections, LOOK_EVERY, () => paced(look)),
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

/** Makes a function that does some work if the process has used much of a processor since the last time, and the work is not too much of it. */
function createPace(): (work: () => void) => void {
  let [usedBefore, before, nextAt] = [0, 0, 0];
  return (work) => {
    const { user, system } = process.cpuUsage();
    const [used, now] = [(user + system) / 1000, performance.now()];
    const isBusy = used - usedBefore > BUSY * (now - before);
    [usedBefore, before] = [used, now];
    if (!isBusy || now < nextAt) return;
    work();
    const end = performance.now();
    nextAt = end + (end - now) / LOOKING;
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
