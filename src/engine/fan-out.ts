/** Native fan-out: a broadcast becomes one `publish` to a Bun topic instead of a walk over every socket. */
import type { Server } from "socket.io";
import type { Adapter } from "socket.io-adapter";
import type { EngineIoServer } from "./engine-io";
import { makeLean } from "./lean-rooms";
import { patchSocketIo } from "./socket-io-patches";
import { type FanOut, type FanOutCounts, NamespaceTopics } from "./topics";

/**
 * Gives a Socket.IO server that is bound to an engine native fan-out. Each client receives what it would have received
 * from the adapter, in the same order: a broadcast that a publish cannot deliver exactly is left to the adapter. Only
 * the engine's own events (`packetCreate`, `flush`, `drain`) are not emitted for what is published.
 */
export function createFanOut(
  io: Server,
  engine: EngineIoServer,
  backlog: FanOut["backlog"],
): Readonly<FanOutCounts> {
  patchSocketIo(topicsOf);
  const fanOut: FanOut = {
    backlog,
    cork: engine.cork,
    counts: { published: 0, walked: 0 },
    server: undefined,
  };
  fanOuts.set(io, fanOut);
  engine.on("connection", (_connection, _request, server) => {
    fanOut.server = server;
  });
  return fanOut.counts;
}

const fanOuts = new WeakMap<Server, FanOut>();
const topics = new WeakMap<Adapter, NamespaceTopics>();

/** The topics of an adapter's namespace, if its server has native fan-out. */
function topicsOf(adapter: Adapter): NamespaceTopics | undefined {
  const known = topics.get(adapter);
  if (known) return known;
  const fanOut = fanOuts.get(adapter.nsp.server);
  if (!fanOut) return undefined;
  const made = new NamespaceTopics(makeLean(adapter), fanOut);
  topics.set(adapter, made);
  return made;
}
