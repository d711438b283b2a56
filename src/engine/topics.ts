/** One namespace's native fan-out: the topics of its rooms, and the broadcasts that go by them. */
import type { Socket } from "socket.io";
import type { Adapter, BroadcastOptions, Room, SocketId } from "socket.io-adapter";
import type { Backlog } from "./backlog";
import { Parser, type RawData } from "./bun-engine";
import { connectionOf, publishableOf, type WebSocket, onPublishable } from "./engine-io-connection";
import type { Cork } from "./cork";

export type Packet = Parameters<Adapter["broadcast"]>[0];

/** Whoever can publish to a topic: a server to all, a WebSocket to all but itself. */
type Publisher = Pick<WebSocket, "publish">;

/** What the namespaces of one Socket.IO server share. */
export interface FanOut {
  /** Where to publish when nobody is excepted. Unknown until somebody is connected. */
  server: Publisher | undefined;
  readonly backlog: Pick<Backlog, "check" | "published">;
  readonly cork: Pick<Cork, "release">;
}

/** Those whom a broadcast is for, before anybody is excepted. */
interface Target {
  topic: string;
  sockets: Pick<Set<SocketId>, "has" | "keys" | "size">;
}

let namespaces = 0;

/** One namespace: which of its sockets a publish reaches, and which way each broadcast goes. */
export class NamespaceTopics {
  readonly #adapter: Adapter;
  readonly #fanOut: FanOut;
  // A number, because a namespace might be called like another one's room.
  readonly #topic = `${(namespaces += 1)}`;
  readonly #native = new Map<SocketId, WebSocket>();
  /** Sockets on long-polling, in an upgrade or just let in, each with what ends the waiting for its WebSocket. */
  readonly #apart = new Map<SocketId, () => void>();
  /** Sockets whose outgoing packets somebody listens to. */
  readonly #overheard = new Set<SocketId>();

  constructor(adapter: Adapter, fanOut: FanOut) {
    this.#adapter = adapter;
    this.#fanOut = fanOut;
  }

  /** The rooms that a socket is joining; each is subscribed to when the adapter comes to it. */
  *joining(id: SocketId, rooms: Set<Room>): Generator<Room> {
    this.#admit(id);
    for (const room of rooms) {
      this.#subscribe(id, room);
      yield room;
    }
  }

  leaving(id: SocketId, room: Room): void {
    if (isTopical(room)) this.#native.get(id)?.unsubscribe(this.#topicOf(room));
  }

  gone(id: SocketId): void {
    this.#native.get(id)?.unsubscribe(this.#topic);
    this.#native.delete(id);
    this.#apart.get(id)?.();
    this.#apart.delete(id);
    this.#overheard.delete(id);
  }

  overhear(id: SocketId): void {
    if (this.#native.has(id) || this.#apart.has(id)) this.#overheard.add(id);
  }

  /** Delivers a broadcast by a publish, or returns false and has done nothing. */
  publish(packet: Packet, opts: BroadcastOptions): boolean {
    const target = this.#target(opts.rooms);
    const excepted = this.#adapter["computeExceptSids"](opts.except);
    const publisher = target && this.#publisher(target, excepted);
    if (!publisher) return false;
    packet.nsp = this.#adapter.nsp.name;
    const encoded = this.#adapter["encoder"].encode(packet);
    for (const data of encoded) this.#send(publisher, target, frameOf(data));
    for (const id of this.#apartIn(target)) if (!excepted.has(id)) this.#write(id, encoded, opts);
    return true;
  }

  /** Those of a target that no publish reaches: of those apart and those in the target, the fewer are walked. */
  #apartIn({ sockets }: Target): SocketId[] {
    const apart = this.#apart;
    const [fewer, more] = sockets.size < apart.size ? [sockets, apart] : [apart, sockets];
    return [...fewer.keys()].filter((id) => more.has(id));
  }

  #admit(id: SocketId): void {
    if (this.#native.has(id) || this.#apart.has(id)) return;
    // Who joins before it is connected is not to be reached yet: once it is, it joins its own room.
    const socket = this.#adapter.nsp.sockets.get(id);
    if (!socket) return;
    if (socket.listenersAnyOutgoing().length > 0) this.#overheard.add(id);
    if (!this.#attach(socket)) this.#attachLater(socket);
  }

  /** Subscribes a socket to its topics, unless a publish would not reach it just as an `emit` does. */
  #attach(socket: Socket): boolean {
    const ws = publishableOf(connectionOf(socket));
    // One connection's second socket in a namespace has its own copy coming: a topic gives only one.
    if (!ws || ws.isSubscribed(this.#topic)) return false;
    this.#native.set(socket.id, ws);
    ws.subscribe(this.#topic);
    for (const room of this.#adapter.sids.get(socket.id) ?? []) this.#subscribe(socket.id, room);
    return true;
  }

  #attachLater(socket: Socket): void {
    const attach = () => {
      if (this.#apart.has(socket.id) && this.#attach(socket)) this.#apart.delete(socket.id);
    };
    this.#apart.set(socket.id, onPublishable(connectionOf(socket), attach));
  }

  #subscribe(id: SocketId, room: Room): void {
    if (room !== id && isTopical(room)) this.#native.get(id)?.subscribe(this.#topicOf(room));
  }

  #topicOf(room: Room): string {
    return `${this.#topic}:${room}`;
  }

  #target(rooms: Set<Room>): Target | undefined {
    if (rooms.size === 0) return { topic: this.#topic, sockets: this.#adapter.sids };
    const [room, another] = [...rooms].filter((one) => this.#adapter.rooms.get(one)?.size);
    // Who is in two of the rooms would get two copies.
    if (room === undefined || another !== undefined || !isTopical(room)) return undefined;
    const sockets = this.#adapter.rooms.get(room);
    // A socket's own room needs no topic of its own: there is nobody else in it.
    return sockets && !sockets.has(room) ? { topic: this.#topicOf(room), sockets } : undefined;
  }

  /** Who has to publish so that nobody excepted is reached, if anybody can. */
  #publisher({ sockets }: Target, excepted: Set<SocketId>) {
    // Their listeners may emit to others, which only a walk in the adapter's order repeats.
    for (const id of this.#overheard) if (sockets.has(id)) return undefined;
    const [sender, another] = [...excepted].filter((id) => this.#native.has(id) && sockets.has(id));
    if (another !== undefined) return undefined;
    return sender === undefined ? this.#fanOut.server : this.#native.get(sender);
  }

  #send(publisher: Publisher, { topic, sockets }: Target, frame: RawData): void {
    // What those it is for have been told before goes before it.
    this.#fanOut.cork.release();
    this.#fanOut.backlog.published(lengthOf(frame) * sockets.size);
    if (publisher.publish(topic, frame, UNCOMPRESSED) !== DROPPED) return;
    // Somebody is so far behind that nothing more is taken for it: whoever that is may be any of these.
    for (const id of sockets.keys()) {
      const ws = this.#native.get(id);
      if (ws) this.#fanOut.backlog.check(ws);
    }
  }

  #write(id: SocketId, encoded: RawData[], { flags = {} }: BroadcastOptions): void {
    const { volatile = false, compress = true } = flags;
    const socket: Socket | undefined = this.#adapter.nsp.sockets.get(id);
    socket?.client["writeToEngine"](encoded, { preEncoded: true, volatile, compress });
  }
}

/** Stock compresses nothing that it sends, whereas a publish would if not told. */
const UNCOMPRESSED = false;

/** What a publish returns when a subscriber did not get it, and also when there is none. */
const DROPPED = 0;

function frameOf(data: RawData): RawData {
  return Parser.encodePacket({ type: "message", data }, true);
}

function lengthOf(frame: RawData): number {
  return typeof frame === "string" ? frame.length : frame.byteLength;
}

/** Whether a room's name is no other's once it is UTF-8: the rooms 1 and "1" are two, and so on. */
function isTopical(room: unknown): boolean {
  return typeof room === "string" && room.isWellFormed();
}
