/**
 * What native fan-out changes in Socket.IO itself. A broadcast of any adapter ends in a method of `Adapter.prototype`,
 * and adapters for clusters call that through `super`, which nothing that is set on one adapter or server can catch:
 * the prototype has to be patched, as it is by Socket.IO's own support for uWebSockets.js. No import patches anything:
 * the first engine that is made does, once for all of them.
 */
import { Socket } from "socket.io";
import { Adapter, type BroadcastOptions, type Room, type SocketId } from "socket.io-adapter";
import { compileLightly } from "./light-compiling";
import { addToRooms, applyTo, exceptedBy, isLean, leaveRoom, removeFromRoom } from "./lean-rooms";
import { patchHandshakes } from "./lean-socket";

export type BroadcastPacket = Parameters<Adapter["broadcast"]>[0];

/** Follows what one adapter does. */
export interface AdapterHooks {
  /** Yields each room that a socket joins just before the adapter adds it: listeners of `join-room` may broadcast. */
  joining(id: SocketId, rooms: Set<Room>): Iterable<Room>;
  leaving(id: SocketId, room: Room): void;
  gone(id: SocketId): void;
  /** A socket gets a listener for its outgoing packets. */
  overhear(id: SocketId): void;
  /** Delivers a broadcast. Otherwise returns false and has done nothing, so that the adapter delivers it. */
  publish(packet: BroadcastPacket, opts: BroadcastOptions): boolean;
  /** The adapter delivers a broadcast that no publish could. */
  walking(): void;
}

/** The hooks of an adapter. One without them does what it always did. */
type HooksOf = (adapter: Adapter) => AdapterHooks | undefined;

let isPatched = false;

/** Patches Socket.IO to call the hooks of each adapter, unless that has been done. */
export function patchSocketIo(hooksOf: HooksOf): void {
  if (isPatched) return;
  isPatched = true;
  patchRooms(hooksOf);
  patchWalks();
  patchBroadcasts(hooksOf);
  patchListeners(hooksOf);
  patchHandshakes();
}

// oxlint-disable typescript/unbound-method -- each is called with the `this` that it was called on

function patchRooms(hooksOf: HooksOf): void {
  const { addAll, del, delAll } = Adapter.prototype;
  const leave = Adapter.prototype["_del"];

  function addAllHooked(this: Adapter, id: SocketId, rooms: Set<Room>) {
    const joining = hooksOf(this)?.joining(id, rooms) ?? rooms;
    if (isLean(this)) return addToRooms(this, id, joining);
    return addAll.call(this, id, joining as Set<Room>);
  }
  replace("addAll", addAllHooked);
  compileLightly(addAllHooked);

  Adapter.prototype.del = function delHooked(this: Adapter, id, room) {
    return isLean(this) ? removeFromRoom(this, id, room) : del.call(this, id, room);
  };

  // `del` and `delAll` both end here, and the adapter's own listeners may broadcast.
  Adapter.prototype["_del"] = function leaveHooked(this: Adapter, room: Room, id: SocketId) {
    hooksOf(this)?.leaving(id, room);
    if (isLean(this)) leaveRoom(this, room, id);
    else leave.call(this, room, id);
  };

  Adapter.prototype.delAll = function delAllHooked(this: Adapter, id) {
    delAll.call(this, id);
    hooksOf(this)?.gone(id);
  };
}

function patchWalks(): void {
  const apply = Adapter.prototype["apply"];
  const computeExceptSids = Adapter.prototype["computeExceptSids"];

  Adapter.prototype["apply"] = function applyHooked(
    this: Adapter,
    opts: BroadcastOptions,
    callback: (socket: Socket) => void,
  ) {
    if (isLean(this)) applyTo(this, opts, callback);
    else apply.call(this, opts, callback);
  };

  Adapter.prototype["computeExceptSids"] = function computeExceptSidsHooked(
    this: Adapter,
    except?: Set<Room>,
  ) {
    return isLean(this) ? exceptedBy(this, except) : computeExceptSids.call(this, except);
  };
}

function patchBroadcasts(hooksOf: HooksOf): void {
  const { broadcast, broadcastWithAck } = Adapter.prototype;

  replace("broadcast", function broadcastHooked(this: Adapter, packet, opts) {
    if (!hooksOf(this)?.publish(packet, opts)) broadcast.call(this, packet, opts);
  });

  Adapter.prototype.broadcastWithAck = function broadcastWithAckHooked(this: Adapter, ...args) {
    hooksOf(this)?.walking();
    broadcastWithAck.apply(this, args);
  };
}

function patchListeners(hooksOf: HooksOf): void {
  const { onAnyOutgoing, prependAnyOutgoing } = Socket.prototype;

  Socket.prototype.onAnyOutgoing = function onAnyOutgoingHooked(this: Socket, listener) {
    hooksOf(this.nsp.adapter)?.overhear(this.id);
    return onAnyOutgoing.call(this, listener);
  };

  Socket.prototype.prependAnyOutgoing = function prependAnyOutgoingHooked(this: Socket, listener) {
    hooksOf(this.nsp.adapter)?.overhear(this.id);
    return prependAnyOutgoing.call(this, listener);
  };
}

// oxlint-enable typescript/unbound-method

/**
 * Replaces a method of every adapter for good. Each `io.close()` assigns Socket.IO's own method to the prototype again,
 * to end its support for uWebSockets.js, and would end the fan-out of the other servers in the process.
 */
function replace<Name extends "addAll" | "broadcast">(name: Name, method: Adapter[Name]): void {
  Object.defineProperty(Adapter.prototype, name, {
    get: () => method,
    set(this: object, value: unknown) {
      if (this === Adapter.prototype) return;
      Object.defineProperty(this, name, { value, writable: true, configurable: true });
    },
  });
}
