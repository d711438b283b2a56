/** One namespace's native fan-out: the topics of its rooms, and the broadcasts that are published to them. */
import type { Socket } from "socket.io";
import type { BroadcastOptions, Room, SocketId } from "socket.io-adapter";
import type { Backlog } from "./backlog";
import { Parser, type RawData } from "./bun-engine";
import { compileLightly } from "./light-compiling";
import type { Cork } from "./cork";
import { connectionOf, onPublishable, publishableOf, type WebSocket } from "./engine-io-connection";
import type { LeanAdapter } from "./lean-rooms";
import type { AdapterHooks, BroadcastPacket } from "./socket-io-patches";

/** A server publishes to every subscriber of a topic, a WebSocket to every subscriber but itself. */
type Publisher = Pick<WebSocket, "publish">;

/** How many broadcasts went which way since the start. */
export interface FanOutCounts {
  published: number;
  /** Broadcasts that no publish could have delivered exactly, so that they went from socket to socket. */
  walked: number;
}

/** What the namespaces of one Socket.IO server share. */
export interface FanOut {
  /** Publishes what excepts no socket. Unknown until there is a connection. */
  server: Publisher | undefined;
  readonly backlog: Pick<Backlog, "check" | "published">;
  readonly cork: Pick<Cork, "release">;
  readonly counts: FanOutCounts;
}

/** The sockets of a broadcast, exceptions included, and their topic. */
interface Target {
  topic: string;
  sockets: Pick<Set<SocketId>, "has" | "keys" | "size">;
}

let namespaces = 0;

/** One namespace: which of its sockets a publish reaches, and which way each broadcast goes. */
export class NamespaceTopics implements AdapterHooks {
  readonly #adapter: LeanAdapter;
  readonly #fanOut: FanOut;
  // A number, because a namespace may have the name of another namespace's room.
  readonly #topic = `${(namespaces += 1)}`;
  readonly #subscribed = new Map<SocketId, WebSocket>();
  /** Sockets that no publish reaches yet, on long-polling, in an upgrade or new, each with what stops the wait for that. */
  readonly #unsubscribed = new Map<SocketId, () => void>();
  /** Sockets with listeners for their outgoing packets. */
  readonly #overheard = new Set<SocketId>();

  constructor(adapter: LeanAdapter, fanOut: FanOut) {
    this.#adapter = adapter;
    this.#fanOut = fanOut;
    // oxlint-disable-next-line typescript/unbound-method -- marked, not called: a private method has no name to give
    compileLightly(this.joining, this.gone, this.#admit, this.#attach, this.#subscribe);
  }

  /** The rooms that a socket joins; each is subscribed to when the adapter comes to it. */
  joining(id: SocketId, rooms: Set<Room>): Iterable<Room> {
    if (rooms.size > 1) return this.#joiningEach(id, rooms);
    // Nearly always it is one: without a generator it costs 1 µs less.
    this.#admit(id);
    for (const room of rooms) this.#subscribe(id, room);
    return rooms;
  }

  *#joiningEach(id: SocketId, rooms: Set<Room>): Generator<Room> {
    this.#admit(id);
    for (const room of rooms) {
      this.#subscribe(id, room);
      yield room;
    }
  }

  leaving(id: SocketId, room: Room): void {
    if (hasTopic(room)) this.#subscribed.get(id)?.unsubscribe(this.#topicOf(room));
  }

  gone(id: SocketId): void {
    this.#subscribed.get(id)?.unsubscribe(this.#topic);
    this.#subscribed.delete(id);
    this.#unsubscribed.get(id)?.();
    this.#unsubscribed.delete(id);
    this.#overheard.delete(id);
  }

  overhear(id: SocketId): void {
    if (this.#subscribed.has(id) || this.#unsubscribed.has(id)) this.#overheard.add(id);
  }

  /** Delivers a broadcast by a publish, or returns false and has done nothing. */
  publish(packet: BroadcastPacket, opts: BroadcastOptions): boolean {
    const target = this.#target(opts.rooms);
    const excepted = this.#adapter["computeExceptSids"](opts.except);
    const publisher = target && this.#publisher(target, excepted);
    if (!publisher) {
      this.walking();
      return false;
    }
    packet.nsp = this.#adapter.nsp.name;
    const encoded = this.#adapter["encoder"].encode(packet);
    for (const data of encoded) this.#send(publisher, target, frameOf(data));
    for (const id of this.#unsubscribedIn(target))
      if (!excepted.has(id)) this.#write(id, encoded, opts);
    this.#fanOut.counts.published += 1;
    return true;
  }

  walking(): void {
    this.#fanOut.counts.walked += 1;
  }

  /** The sockets of a target that no publish reaches. Of both sets, the smaller one is walked. */
  #unsubscribedIn({ sockets }: Target): SocketId[] {
    const unsubscribed = this.#unsubscribed;
    if (unsubscribed.size === 0) return [];
    const [fewer, more] =
      sockets.size < unsubscribed.size ? [sockets, unsubscribed] : [unsubscribed, sockets];
    return [...fewer.keys()].filter((id) => more.has(id));
  }

  #admit(id: SocketId): void {
    if (this.#subscribed.has(id) || this.#unsubscribed.has(id)) return;
    // A socket that joins before it is connected must not be reached yet: once connected, it joins its own room.
    const socket = this.#adapter.nsp.sockets.get(id);
    if (!socket) return;
    if (socket.listenersAnyOutgoing().length > 0) this.#overheard.add(id);
    if (!this.#attach(socket)) this.#attachLater(socket);
  }

  /** Subscribes a socket to its topics, unless a publish would not reach it exactly as an `emit` does. */
  #attach(socket: Socket): boolean {
    const ws = publishableOf(connectionOf(socket));
    // A connection's second socket in a namespace needs a copy of its own, and a topic gives a WebSocket only one.
    if (!ws || ws.isSubscribed(this.#topic)) return false;
    this.#subscribed.set(socket.id, ws);
    ws.subscribe(this.#topic);
    for (const room of this.#adapter.sids.ids(socket.id)) this.#subscribe(socket.id, room);
    return true;
  }

  #attachLater(socket: Socket): void {
    const attach = () => {
      if (this.#unsubscribed.has(socket.id) && this.#attach(socket))
        this.#unsubscribed.delete(socket.id);
    };
    this.#unsubscribed.set(socket.id, onPublishable(connectionOf(socket), attach));
  }

  #subscribe(id: SocketId, room: Room): void {
    if (room !== id && hasTopic(room)) this.#subscribed.get(id)?.subscribe(this.#topicOf(room));
  }

  #topicOf(room: Room): string {
    return `${this.#topic}:${room}`;
  }

  #target(rooms: Set<Room>): Target | undefined {
    if (rooms.size === 0) return { topic: this.#topic, sockets: this.#adapter.sids };
    let room: Room | undefined;
    for (const one of rooms) {
      if (this.#adapter.rooms.count(one) === 0) continue;
      // A socket in two of the rooms would get two copies.
      if (room !== undefined) return undefined;
      room = one;
    }
    // A socket's own room has no topic: no other socket is in it.
    if (room === undefined || !hasTopic(room) || this.#adapter.rooms.includes(room, room))
      return undefined;
    const sockets = this.#adapter.rooms.get(room);
    return sockets && { topic: this.#topicOf(room), sockets };
  }

  /** The publisher that reaches no excepted socket, if there is one. */
  #publisher({ sockets }: Target, excepted: Set<SocketId>) {
    // Listeners for outgoing packets may emit to other sockets, which only a walk in the adapter's order repeats.
    for (const id of this.#overheard) if (sockets.has(id)) return undefined;
    let sender: SocketId | undefined;
    for (const id of excepted) {
      if (!this.#subscribed.has(id) || !sockets.has(id)) continue;
      if (sender !== undefined) return undefined;
      sender = id;
    }
    const ws = sender === undefined ? undefined : this.#subscribed.get(sender);
    // One that was cut off in this turn receives nothing, and publishes nothing.
    return ws?.readyState === globalThis.WebSocket.OPEN ? ws : this.#fanOut.server;
  }

  #send(publisher: Publisher, { topic, sockets }: Target, frame: RawData): void {
    // Packets that were sent to these sockets before have to leave before.
    this.#fanOut.cork.release();
    const taken = publisher.publish(topic, frame, UNCOMPRESSED);
    // Not before: this may cut off the publisher.
    this.#fanOut.backlog.published(lengthOf(frame) * sockets.size);
    if (taken !== DROPPED) return;
    // A WebSocket is so far behind that Bun takes nothing more for it, and does not say which.
    for (const id of sockets.keys()) {
      const ws = this.#subscribed.get(id);
      if (ws) this.#fanOut.backlog.check(ws);
    }
  }

  #write(id: SocketId, encoded: RawData[], { flags = {} }: BroadcastOptions): void {
    const { volatile = false, compress = true } = flags;
    const socket: Socket | undefined = this.#adapter.nsp.sockets.get(id);
    socket?.client["writeToEngine"](encoded, { preEncoded: true, volatile, compress });
  }
}

/** bun-engine compresses nothing that it sends, whereas a publish does by default. */
const UNCOMPRESSED = false;

/** What a publish returns when a subscriber did not get it, and also when there is no subscriber. */
const DROPPED = 0;

function frameOf(data: RawData): RawData {
  return Parser.encodePacket({ type: "message", data }, true);
}

function lengthOf(frame: RawData): number {
  return typeof frame === "string" ? frame.length : frame.byteLength;
}

/** Whether no other room has the same name in UTF-8: the rooms 1 and "1" are two, as are two lone surrogates. */
function hasTopic(room: unknown): boolean {
  return typeof room === "string" && room.isWellFormed();
}
