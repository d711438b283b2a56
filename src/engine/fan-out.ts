/** Native fan-out: a broadcast becomes one `publish` to a Bun topic instead of a walk over every socket. */
import { type Server, Socket } from "socket.io";
import { Adapter, type Room, type SocketId } from "socket.io-adapter";
import type { EngineIoServer } from "./engine-io";
import { type FanOut, NamespaceTopics } from "./topics";

/** How often broadcasts went which way since the start. */
export interface FanOutCounts {
  published: number;
  /** Those that no publish could have delivered exactly, and so went from socket to socket. */
  walked: number;
}

/**
 * Gives a Socket.IO server that is bound to an engine native fan-out. What each client receives, and in
 * which order, stays what it was: whatever a publish could not do exactly is left to the adapter. Only
 * the engine's own events (`packetCreate`, `flush`, `drain`) are not emitted for what is published.
 */
export function createFanOut(
  io: Server,
  engine: EngineIoServer,
  backlog: FanOut["backlog"],
): Readonly<FanOutCounts> {
  const fanOut: CountedFanOut = {
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

interface CountedFanOut extends FanOut {
  readonly counts: FanOutCounts;
}

const fanOuts = new WeakMap<Server, CountedFanOut>();
const topics = new WeakMap<Adapter, NamespaceTopics>();

/** The topics of an adapter's namespace, if its server has native fan-out. */
function topicsOf(adapter: Adapter): NamespaceTopics | undefined {
  const known = topics.get(adapter);
  const fanOut = fanOuts.get(adapter.nsp.server);
  if (known || !fanOut) return known;
  const made = new NamespaceTopics(adapter, fanOut);
  topics.set(adapter, made);
  return made;
}

function count(adapter: Adapter, way: keyof FanOutCounts): void {
  const fanOut = fanOuts.get(adapter.nsp.server);
  if (fanOut) fanOut.counts[way] += 1;
}

// An adapter of any kind comes down to this prototype, the clusters' adapters by way of `super`:
// Socket.IO's own support for uWebSockets.js goes through the same door. The adapters of servers
// without native fan-out do what they always did.
// oxlint-disable typescript/unbound-method -- each is called with the `this` that it was called on
const stock = {
  addAll: Adapter.prototype.addAll,
  del: Adapter.prototype["_del"],
  delAll: Adapter.prototype.delAll,
  broadcast: Adapter.prototype.broadcast,
  broadcastWithAck: Adapter.prototype.broadcastWithAck,
  onAnyOutgoing: Socket.prototype.onAnyOutgoing,
  prependAnyOutgoing: Socket.prototype.prependAnyOutgoing,
};
// oxlint-enable typescript/unbound-method

// Listeners of `join-room` may broadcast, so each room is subscribed to just when the adapter adds it.
keep("addAll", function addAll(this: Adapter, id, rooms) {
  const joining = topicsOf(this)?.joining(id, rooms) ?? rooms;
  return stock.addAll.call(this, id, joining as Set<Room>);
});

// Both `del` and `delAll` end here, and again their listeners may broadcast.
Adapter.prototype["_del"] = function del(room: Room, id: SocketId) {
  topicsOf(this)?.leaving(id, room);
  stock.del.call(this, room, id);
};

Adapter.prototype.delAll = function delAll(id) {
  stock.delAll.call(this, id);
  topicsOf(this)?.gone(id);
};

keep("broadcast", function broadcast(this: Adapter, packet, opts) {
  const published = topicsOf(this)?.publish(packet, opts) ?? false;
  count(this, published ? "published" : "walked");
  if (!published) stock.broadcast.call(this, packet, opts);
});

Adapter.prototype.broadcastWithAck = function broadcastWithAck(...args) {
  count(this, "walked");
  stock.broadcastWithAck.apply(this, args);
};

Socket.prototype.onAnyOutgoing = function onAnyOutgoing(listener) {
  topicsOf(this.nsp.adapter)?.overhear(this.id);
  return stock.onAnyOutgoing.call(this, listener);
};

Socket.prototype.prependAnyOutgoing = function prependAnyOutgoing(listener) {
  topicsOf(this.nsp.adapter)?.overhear(this.id);
  return stock.prependAnyOutgoing.call(this, listener);
};

/**
 * Sets a method of every adapter for good: each `io.close()` assigns Socket.IO's own to the prototype
 * again, meaning to take back its support for uWebSockets.js, and would take other servers' fan-out.
 */
function keep<Name extends "addAll" | "broadcast">(name: Name, method: Adapter[Name]): void {
  Object.defineProperty(Adapter.prototype, name, {
    get: () => method,
    set(this: object, value: unknown) {
      if (this === Adapter.prototype) return;
      Object.defineProperty(this, name, { value, writable: true, configurable: true });
    },
  });
}
