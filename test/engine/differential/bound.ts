/** The two kinds of servers that programs are played on. */
import { Server as BunEngine, type WebSocketData } from "@socket.io/bun-engine";
import type { Server } from "socket.io";
import { Adapter, ClusterAdapter, SessionAwareAdapter } from "socket.io-adapter";
import { createEngine, type FanOutCounts } from "../../../src/engine";
import { WITHOUT_LIMITS } from "../serve-engine";
import { type Setup } from "./program";

/** What a program is played on: a stock server, this engine, or a stock server with a planted fault. */
export type Kind = "stock" | "native" | { fault: (base: typeof Adapter) => typeof Adapter };

/** A stock engine, and what `Bun.serve` needs of it. */
export function bindStock(io: Server) {
  const engine = new BunEngine({ path: "/socket.io/" });
  io.bind(engine);
  const { websocket, idleTimeout } = engine.handler();
  const fetch = (request: Request, server: Bun.Server<WebSocketData>) =>
    engine.handleRequest(request, server);
  const counts: FanOutCounts = { published: 0, walked: 0 };
  return { engine, serving: { fetch, websocket, idleTimeout }, counts };
}

/** This engine, and what `Bun.serve` needs of it. */
export function bindOwn(io: Server) {
  const { fanOut, fetch, websocket, idleTimeout } = createEngine(io, WITHOUT_LIMITS);
  const engine = io.engine as unknown as BunEngine;
  return { engine, serving: { fetch, websocket, idleTimeout }, counts: fanOut };
}

/** A cluster of one machine. */
class LonelyClusterAdapter extends ClusterAdapter {
  protected override doPublish(): Promise<string> {
    return Promise.resolve("0");
  }
  protected override doPublishResponse(): Promise<void> {
    return Promise.resolve();
  }
}

/** The adapter of a program, with the fault of its kind. */
export function adapterOf({ adapter }: Setup, kind: Kind): typeof Adapter {
  const base = { own: Adapter, recovery: SessionAwareAdapter, cluster: LonelyClusterAdapter }[
    adapter
  ] as typeof Adapter;
  return typeof kind === "object" ? kind.fault(base) : base;
}
