/** A connection by WebSocket from its beginning, as nearly all are, which costs as little as possible while it is idle. */
import { takeBatch, writeBatch } from "./batch";
import {
  type CloseReason,
  type Packet,
  Parser,
  type RawData,
  type ServerOptions,
} from "./bun-engine";
import type { Cork, HeldWrite } from "./cork";
import { LeanEmitter } from "./lean-emitter";
import { compileMethodsLightly } from "./light-compiling";
import type { Paced } from "./packet-rate";
import { randomId } from "./random-id";

type WebSocket = Bun.ServerWebSocket<unknown>;

interface Events {
  packet: (packet: Packet) => void;
  packetCreate: (packet: Packet) => void;
  data: (data: RawData) => void;
  heartbeat: () => void;
  error: (error: Error) => void;
  close: (reason: CloseReason) => void;
}

/** What the connections of one engine share. */
export interface ConnectionHost {
  readonly opts: ServerOptions;
  readonly cork: Cork;
  /** Undefined for connections that the engine has not taken as its own. */
  readonly hooks: ConnectionHooks | undefined;
}

/** The hooks of each connection that the engine needs. `close` is called before the connection's own listeners. */
export interface ConnectionHooks {
  written(connection: WebSocketConnection): void;
  close(connection: WebSocketConnection, reason: CloseReason): void;
}

/** What can be read of the first request: its headers and its query are not kept. */
interface FirstRequest {
  url: string;
  headers: Record<string, string>;
  _query: Record<string, string>;
  connection: { encrypted: boolean };
}

/** Packets held back at most: only when they are written does it show that the client does not read. */
const MAX_HELD = 64;

/**
 * A connection and its transport in one object, since it can never have another transport. Packets wait in it no longer
 * than a turn of the event loop, so it has no `flush` and no `drain`. It has no timers either: `beat` has to be called
 * from time to time.
 */
export class WebSocketConnection extends LeanEmitter<Events> implements HeldWrite, Paced {
  readonly id = randomId(15);
  restedAt = 0;
  port: number | undefined;
  given = 0;
  hidden: number | undefined;
  remoteAddress: string | undefined;
  network: string | undefined;
  readyState: "opening" | "open" | "closed" = "opening";
  #host: ConnectionHost;
  /** Packets that the cork holds back. */
  #unsent: Packet[] | undefined;
  /**
   * "connecting" until Socket.IO's answer to the first CONNECT is written, "separating" while the packets after it wait
   * so that the client reads them apart, then "connected".
   */
  #stage: "connecting" | "separating" | "connected" = "connecting";
  #whenConnected: (() => void)[] | undefined;
  #ws: WebSocket | undefined;
  #request: FirstRequest | undefined;
  /** When to send the next ping or, while a pong is due, to end the connection. */
  #due = 0;
  /** Whether a pong is due. */
  isPinged = false;

  constructor(host: ConnectionHost) {
    super();
    this.#host = host;
  }

  /** The engine has taken the connection as its own: from now on the hooks of `host` are told of it. */
  take(host: ConnectionHost): void {
    this.#host = host;
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

  /** Each connection has its own, because applications write to it. It is made when it is read. */
  get request(): FirstRequest {
    return (this.#request ??= {
      url: "",
      headers: {},
      _query: {},
      connection: { encrypted: false },
    });
  }

  /** The handshake leaves in one write with the response to the upgrade. */
  onOpen(ws: WebSocket): void {
    this.#ws = ws;
    this.readyState = "open";
    const { pingInterval, pingTimeout, maxHttpBufferSize } = this.#host.opts;
    const times = `"pingInterval":${pingInterval},"pingTimeout":${pingTimeout}`;
    const data = `{"sid":"${this.id}","upgrades":[],${times},"maxPayload":${maxHttpBufferSize}}`;
    ws.send(Parser.encodePacket({ type: "open", data }, true));
    this.#due = performance.now() + pingInterval;
  }

  onMessage(message: RawData): void {
    const packet = Parser.decodePacket(message);
    if (packet.type === "close") return this.#end();
    if (this.readyState !== "open") return;
    this.emit("packet", packet);
    if (packet.type === "message") this.emit("data", packet.data ?? "");
    else if (packet.type === "pong") this.#onPong();
    else this.onClose("parse error");
  }

  onCloseEvent(): void {
    this.onClose("transport close");
  }

  onClose(reason: CloseReason): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.#end();
    this.#host.hooks?.close(this, reason);
    this.emit("close", reason);
  }

  write(data: RawData): this {
    this.#send({ type: "message", data });
    return this;
  }

  close(): void {
    this.onClose("forced close");
  }

  /**
   * Sends a ping if it is time, or ends the connection if its pong is overdue. Returns when to look again. Both times
   * are of `performance.now()`.
   */
  beat(now: number): number {
    if (now < this.#due) return this.#due;
    if (this.isPinged) {
      this.onClose("ping timeout");
      return Number.POSITIVE_INFINITY;
    }
    this.isPinged = true;
    this.#due = now + this.#host.opts.pingTimeout;
    this.#send({ type: "ping" });
    return this.#due;
  }

  #onPong(): void {
    this.isPinged = false;
    this.#due = performance.now() + this.#host.opts.pingInterval;
    this.emit("heartbeat");
  }

  #send(packet: Packet): void {
    if (this.readyState !== "open") return;
    this.emit("packetCreate", packet);
    this.#hold(packet);
  }

  #hold(packet: Packet): void {
    if (!this.#unsent) {
      this.#unsent = [packet];
      this.#host.cork.hold(this);
    } else if (this.#unsent.push(packet) === MAX_HELD) this.#writeAll();
  }

  leave(): void {
    const { packets, breakAfter } = takeBatch(this.#unsent ?? []);
    if (breakAfter) this.#host.cork.holdOver(this);
    else this.#unsent = undefined;
    this.#write(packets);
    if (breakAfter && this.#stage === "connecting") this.#stage = "separating";
    else if (!breakAfter && this.#stage === "separating") this.#setConnected();
  }

  release(): void {
    // While separating, nothing is published to it, so that nothing can overtake the packets that it holds.
    if (this.#stage === "connecting") this.leave();
    else if (this.#stage === "connected") this.#writeAll();
  }

  /** Whether it may be published to: all packets up to its answer to CONNECT have left. */
  get hasConnected(): boolean {
    return this.#stage === "connected";
  }

  /** Calls `listener` once it has connected, unless the returned function is called before. */
  whenConnected(listener: () => void): () => void {
    this.#whenConnected = [...(this.#whenConnected ?? []), listener];
    return () => (this.#whenConnected = this.#whenConnected?.filter((other) => other !== listener));
  }

  #setConnected(): void {
    this.#stage = "connected";
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
    if (this.#ws) writeBatch(this.#ws, packets, this.hasConnected);
    this.#host.hooks?.written(this);
  }

  /** Closes the WebSocket after the packets that are held back. */
  #end(): void {
    this.#writeAll();
    this.#ws?.close();
  }
}

compileMethodsLightly(WebSocketConnection.prototype, "leave");
