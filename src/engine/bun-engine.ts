/**
 * Everything that is imported of `@socket.io/bun-engine`. Its entry exports its server and little else, so the rest is
 * imported from files that any release may move: here only, and `test/engine/bun-engine.test.ts` names what is missing.
 */
// First: the package's modules import each other in a circle, which loads only when it is entered by its entry.
import { Server as BunEngine } from "@socket.io/bun-engine";
// Published frames and frames of WebSocketConnection are encoded here, past the package's own transports.
import { type Packet, Parser } from "@socket.io/bun-engine/dist/parser";
// Types of the connections that the package makes, which its entry does not export.
import type { CloseReason, Socket as Connection } from "@socket.io/bun-engine/dist/socket";
// A second WebSocket of a connection is accepted and closed, which takes a transport of the package's own kind.
import { WS } from "@socket.io/bun-engine/dist/transports/websocket";

export { BunEngine, Parser, WS };
export type { CloseReason, Connection, Packet };
export type { RawData, ServerOptions, WebSocketData } from "@socket.io/bun-engine";

/** What a connection sends by: long-polling or a WebSocket. */
export type Transport = Connection["transport"];
