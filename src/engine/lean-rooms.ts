/** What Socket.IO's adapter does with its rooms, in the same order and with the same events, on lean sets. */
import type { Socket } from "socket.io";
import type { Adapter, BroadcastOptions, Room, SocketId } from "socket.io-adapter";
import { LeanSets } from "./lean-sets";
import { compileLightly } from "./light-compiling";

/** An adapter whose rooms are lean. */
export type LeanAdapter = Adapter & { rooms: LeanSets; sids: LeanSets };

/** Makes the rooms of an adapter lean. */
export function makeLean(adapter: Adapter): LeanAdapter {
  const rooms = LeanSets.of(adapter.rooms);
  const sids = LeanSets.of(adapter.sids);
  return Object.assign(adapter, { rooms, sids });
}

export function isLean(adapter: Adapter): adapter is LeanAdapter {
  return adapter.rooms instanceof LeanSets && adapter.sids instanceof LeanSets;
}

/** As `Adapter.addAll`. */
export function addToRooms(adapter: LeanAdapter, id: SocketId, joining: Iterable<Room>): void {
  const { rooms, sids } = adapter;
  sids.begin(id);
  for (const room of joining) {
    sids.add(id, room);
    if (rooms.begin(room)) adapter.emit("create-room", room);
    if (rooms.add(room, id)) adapter.emit("join-room", room, id);
  }
}

/** As `Adapter.del`. */
export function removeFromRoom(adapter: LeanAdapter, id: SocketId, room: Room): void {
  if (adapter.sids.has(id)) adapter.sids.remove(id, room);
  adapter["_del"](room, id);
}

/** As `Adapter._del`. */
export function leaveRoom(adapter: LeanAdapter, room: Room, id: SocketId): void {
  const { rooms } = adapter;
  if (!rooms.has(room)) return;
  if (rooms.remove(room, id)) adapter.emit("leave-room", room, id);
  if (rooms.count(room) === 0 && rooms.delete(room)) adapter.emit("delete-room", room);
}

/** As `Adapter.apply`. */
export function applyTo(
  adapter: LeanAdapter,
  { rooms, except }: BroadcastOptions,
  callback: (socket: Socket) => void,
): void {
  const { sockets }: { sockets: ReadonlyMap<SocketId, Socket> } = adapter.nsp;
  // Those that are excepted, and those that have been found in one of the rooms.
  const left = adapter["computeExceptSids"](except);
  const visit = (id: SocketId) => {
    const socket = left.has(id) ? undefined : sockets.get(id);
    if (!socket) return;
    callback(socket);
    if (rooms.size > 0) left.add(id);
  };
  if (rooms.size === 0) for (const id of adapter.sids.keys()) visit(id);
  for (const room of rooms) for (const id of adapter.rooms.walk(room)) visit(id);
}

/** As `Adapter.computeExceptSids`. */
export function exceptedBy({ rooms }: LeanAdapter, except: Iterable<Room> = []): Set<SocketId> {
  const excepted = new Set<SocketId>();
  for (const room of except) for (const id of rooms.ids(room)) excepted.add(id);
  return excepted;
}

compileLightly(addToRooms, leaveRoom);
