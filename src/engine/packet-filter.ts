/**
 * Checks Engine.IO packets before bun-engine reads them: each kind where it is allowed, and how many. bun-engine sets a
 * timer for each pong and an interval for each probe, even if nobody asked for them.
 */
import type { Connection, Transport, WebSocketData } from "./bun-engine";
import type { EngineIoServer } from "./engine-io";
import { asConnection, networkAt, ownOf } from "./engine-io-connection";
import type { Paced, PacketRateLimiter } from "./packet-rate";
import { WebSocketConnection } from "./websocket-connection";

const SEPARATOR = "\x1e";

const [CLOSE, PONG, MESSAGE, BINARY] = ["1", "3", "4", "b"];
const PROBE = "2probe";
const UPGRADE = "5";

export interface PacketFilter {
  /** Whether a frame that came over a WebSocket may go on to the engine. */
  admitsFrame(socket: Bun.ServerWebSocket<WebSocketData>, frame: string | Buffer): boolean;
  /** Whether the body of a POST of a known connection may go on to the engine. */
  admitsBody(connection: Connection, body: string): boolean;
  /** Whether a WebSocket may send this control frame, a ping or a pong, which Bun answers by itself. */
  admitsControl(socket: Bun.ServerWebSocket<WebSocketData>, bytes: number): boolean;
  /** Whether a WebSocket is the one of a connection. The WebSocket of an unfinished upgrade is not. */
  isOwned(socket: Bun.ServerWebSocket<WebSocketData>): boolean;
}

/** Follows the connections of an engine from now on, to know what each of them may send. */
export function createPacketFilter(engine: EngineIoServer, rate: PacketRateLimiter): PacketFilter {
  /** The connections of transports that are not connections themselves. */
  const owners = new WeakMap<Transport, Connection>();
  /** Of those: the ones with a ping that is not answered. */
  const pinged = new WeakSet<Connection>();
  const probed = new WeakSet<Transport>();

  engine.on("connection", (connection: Connection) => {
    if (connection.transport.name !== "polling") return;
    owners.set(connection.transport, connection);
    connection.on("upgrade", (transport) => owners.set(transport, connection));
    connection.on("packetCreate", ({ type }) => type === "ping" && pinged.add(connection));
  });

  function ownerOf(transport: Transport | WebSocketConnection): Connection | undefined {
    if (transport instanceof WebSocketConnection) return asConnection(transport);
    return owners.get(transport);
  }

  function isWithinRate(connection: Connection, bytes: number): boolean {
    return rate.admits(connection as Paced, networkAt(connection), bytes);
  }

  function isPinged(connection: Connection): boolean {
    return ownOf(connection)?.isPinged ?? pinged.delete(connection);
  }

  function admits(connection: Connection, packet: string): boolean {
    if (!isWithinRate(connection, packet.length)) return false;
    const kind = packet.charAt(0);
    if (kind === PONG) return packet === PONG && isPinged(connection);
    return kind === MESSAGE || kind === BINARY || packet === CLOSE;
  }

  function admitsUpgrade(transport: Transport, packet: string | Buffer): boolean {
    // elephant.io, in PHP, upgrades without a probe, and BestHTTP, in Unity, sends a payload with the upgrade.
    if (typeof packet === "string" && packet.startsWith(UPGRADE)) return true;
    if (packet !== PROBE || probed.has(transport)) return false;
    probed.add(transport);
    return true;
  }

  return {
    admitsFrame({ data: { transport } }, frame) {
      const owner = ownerOf(transport);
      if (!owner) return admitsUpgrade(transport, frame);
      return admits(owner, typeof frame === "string" ? frame : BINARY);
    },
    admitsBody(connection, body) {
      // A client puts all its waiting packets into one body: the rate limits how many.
      return body.split(SEPARATOR).every((packet) => admits(connection, packet));
    },
    admitsControl({ data: { transport } }, bytes) {
      const owner = ownerOf(transport);
      return owner !== undefined && isWithinRate(owner, bytes);
    },
    isOwned: ({ data: { transport } }) => ownerOf(transport) !== undefined,
  };
}
