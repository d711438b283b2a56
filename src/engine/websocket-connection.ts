/** A connection that is a WebSocket from its beginning, as nearly all are, at the least cost while it is idle. */
import { randomBytes } from "node:crypto";
import { takeBatch } from "./batch";
import {
  type CloseReason,
  EventEmitter,
  type Packet,
  Parser,
  type RawData,
  type ServerOptions,
} from "./bun-engine";
import type { Cork, Held } from "./cork";

type WebSocket = Bun.ServerWebSocket<unknown>;

interface Events {
  packet: (packet: Packet) => void;
  packetCreate: (packet: Packet) => void;
  data: (data: RawData) => void;
  heartbeat: () => void;
  error: (error: Error) => void;
  close: (reason: CloseReason) => void;
}

/** What Socket.IO reads of the first request. Of its headers and parameters nothing is kept. */
const REQUEST = Object.freeze({
  url: "",
  headers: Object.freeze({}),
  _query: Object.freeze({}),
  connection: Object.freeze({ encrypted: false }),
});

/** Packets held back at most: that they are not read, which ends a connection (P19), shows only once they are written. */
const MOST = 64;

/**
 * What a connection and its transport are in bun-engine, in one, as it can never have another transport. Nothing waits
 * in it for longer than a turn of the event loop, so it has no `flush` and no `drain`; and it has no timers: somebody
 * has to call `beat` now and then.
 */
export class WebSocketConnection extends EventEmitter<Events, Events, Events> implements Held {
  readonly id = randomBytes(15).toString("base64url");
  readonly request = REQUEST;
  readyState: "opening" | "open" | "closed" = "opening";
  readonly #opts: ServerOptions;
  readonly #cork: Cork;
  /** The packets that the cork holds back. */
  #unsent: Packet[] | undefined;
  /**
   * Whether Socket.IO's first answer to a CONNECT is still to come, is kept apart from what follows it, or both are
   * over.
   */
  #stage: "new" | "entering" | "entered" = "new";
  #whenConnected: (() => void)[] | undefined;
  #ws: WebSocket | undefined;
  /** When to send a ping or, while a pong is owed, to give up. */
  #due = 0;
  #isPinged = false;

  constructor(opts: ServerOptions, cork: Cork) {
    super();
    this.#opts = opts;
    this.#cork = cork;
  }

  get name(): string {
    return "websocket";
  }

  get transport(): this {
    return this;
  }

  get writable(): boolean {
    return this.readyState === "open";
  }

  get socket(): WebSocket | undefined {
    return this.#ws;
  }

  /** What it is told now leaves in one write with the answer to the upgrade. */
  onOpen(ws: WebSocket): void {
    this.#ws = ws;
    this.readyState = "open";
    const { pingInterval, pingTimeout, maxHttpBufferSize: maxPayload } = this.#opts;
    const handshake = { sid: this.id, upgrades: [], pingInterval, pingTimeout, maxPayload };
    this.#send({ type: "open", data: JSON.stringify(handshake) });
    this.#writeAll();
    this.#due = performance.now() + pingInterval;
  }

  onMessage(message: RawData): void {
    const packet = Parser.decodePacket(message);
    if (packet.type === "close") return this.#end();
    if (this.readyState !== "open") return;
    this.emitReserved("packet", packet);
    if (packet.type === "message") this.emitReserved("data", packet.data ?? "");
    else if (packet.type === "pong") this.#rest();
    else this.onClose("parse error");
  }

  onCloseEvent(): void {
    this.onClose("transport close");
  }

  onClose(reason: CloseReason): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.#end();
    this.emitReserved("close", reason);
  }

  write(data: RawData): this {
    this.#send({ type: "message", data });
    return this;
  }

  close(): void {
    this.onClose("forced close");
  }

  /** Sends a ping, or ends the connection for want of a pong, if it is time. `now` is what `performance` says. */
  beat(now: number): void {
    if (now < this.#due) return;
    if (this.#isPinged) return this.onClose("ping timeout");
    this.#isPinged = true;
    this.#due = now + this.#opts.pingTimeout;
    this.#send({ type: "ping" });
  }

  #rest(): void {
    this.#isPinged = false;
    this.#due = performance.now() + this.#opts.pingInterval;
    this.emitReserved("heartbeat");
  }

  #send(packet: Packet): void {
    if (this.readyState !== "open") return;
    this.emitReserved("packetCreate", packet);
    this.#hold(packet);
  }

  #hold(packet: Packet): void {
    if (!this.#unsent) {
      this.#unsent = [packet];
      this.#cork.hold(this);
    } else if (this.#unsent.push(packet) === MOST) this.#writeAll();
  }

  leave(): void {
    const { packets, breakAfter } = takeBatch(this.#unsent ?? []);
    if (breakAfter) this.#cork.holdOver(this);
    else this.#unsent = undefined;
    this.#write(packets);
    if (breakAfter && this.#stage === "new") this.#stage = "entering";
    else if (!breakAfter && this.#stage === "entering") this.#enter();
  }

  release(): void {
    // Nothing is published to it yet, so that nothing could come before what it still holds.
    if (this.#stage === "new") this.leave();
    else if (this.#stage === "entered") this.#writeAll();
  }

  /** Whether something may be published to it: what it has been told before has left. */
  get hasConnected(): boolean {
    return this.#stage === "entered";
  }

  /** Calls `listener` once it has entered, unless the returned function has been called before. */
  whenConnected(listener: () => void): () => void {
    this.#whenConnected = [...(this.#whenConnected ?? []), listener];
    return () => (this.#whenConnected = this.#whenConnected?.filter((other) => other !== listener));
  }

  #enter(): void {
    this.#stage = "entered";
    const listeners = this.#whenConnected;
    this.#whenConnected = undefined;
    listeners?.forEach((listener) => listener());
  }

  #writeAll(): void {
    const packets = this.#unsent;
    this.#unsent = undefined;
    if (packets) this.#write(packets);
  }

  #write(packets: Packet[]): void {
    const frames = packets.map((packet) => Parser.encodePacket(packet, true));
    // What was published to it before has to leave first: in one write with these.
    this.#ws?.cork((ws) => frames.forEach((frame) => ws.send(frame)));
  }

  /** What was said before the end leaves before it. */
  #end(): void {
    this.#writeAll();
    this.#ws?.close();
  }
}
