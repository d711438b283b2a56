/**
 * What Socket.IO's `Client` is, in a fraction of its memory: it joins a connection to its sockets, one in each
 * namespace. It has the same members, and does the same at the same time.
 */
import type { Namespace, Server, Socket } from "socket.io";
import { type Decoder, type Packet, PacketType } from "socket.io-parser";
import type { Connection, RawData } from "./bun-engine";
import type { Deadlines } from "./deadlines";
import { requireFirstConnect } from "./decoder";
import { ownOf } from "./engine-io-connection";
import { FewSockets } from "./few-sockets";
import { listenersOf, type Owner } from "./lean-emitter";
import { compileMethodsLightly } from "./light-compiling";
import type { DecoderClass, SharedDecoder } from "./shared-decoder";

type Auth = Record<string, unknown>;

interface WriteOptions {
  compress?: boolean;
  volatile?: boolean;
  preEncoded?: boolean;
}

/** What the clients of one server share. */
export interface ClientParts {
  readonly server: Server;
  readonly Decoder: DecoderClass;
  readonly decoder: SharedDecoder;
  /** Called with each namespace before a socket is made in it. */
  readonly prepare: (namespace: Namespace) => void;
  /** The clients that are in no namespace yet. */
  readonly unconnected: Deadlines<LeanClient>;
}

export class LeanClient extends FewSockets implements Owner {
  readonly conn: Connection;
  readonly #parts: ClientParts;
  /** Of the main namespace, about which middlewares still decide. */
  #pending: readonly Socket[] | undefined;
  /** For data that the shared decoder does not take. */
  #decoder: Decoder | undefined;
  #hasSentConnect = false;

  constructor(parts: ClientParts, connection: Connection) {
    super();
    this.#parts = parts;
    this.conn = connection;
  }

  get id(): string {
    return this.conn.id;
  }

  get server(): Server {
    return this.#parts.server;
  }

  get encoder() {
    return this.server.encoder;
  }

  get decoder(): Decoder {
    return (this.#decoder ??= this.#newDecoder());
  }

  get request(): Connection["request"] {
    return this.conn.request;
  }

  setup(): void {
    const own = ownOf(this.conn);
    if (own) own.own(this);
    else
      for (const [event, listener] of listenersOf(this))
        this.conn.on(event as "data", listener as never);
    this.#parts.unconnected.set(this, this.server["_connectTimeout"]);
  }

  destroy(): void {
    const own = ownOf(this.conn);
    if (own) own.disown();
    else
      for (const [event, { fn }] of listenersOf(this))
        this.conn.removeListener(event as "data", fn as never);
    this.#parts.unconnected.meet(this);
  }

  closeUnlessConnected(): void {
    if (!this.isInNamespace) this.close();
  }

  connect(name: string, auth: Auth = {}): void {
    const { server } = this;
    if (server["_nsps"].has(name)) return this.doConnect(name, auth);
    server["_checkNamespace"](name, auth, (namespace) => {
      if (namespace) return this.doConnect(name, auth);
      const data = { message: "Invalid namespace" };
      this["_packet"]({ type: PacketType.CONNECT_ERROR, nsp: name, data });
    });
  }

  doConnect(name: string, auth: Auth): void {
    const namespace = this.server.of(name);
    this.#parts.prepare(namespace);
    void namespace["_add"](this as unknown as Socket["client"], auth, (socket) => {
      this.add(socket);
      this.#decided(socket);
      this.#parts.unconnected.meet(this);
    });
  }

  /** A socket of this client has been made, and middlewares decide about it next. */
  began(socket: Socket): void {
    if (socket.nsp.name === "/")
      this.#pending = this.#pending ? [...this.#pending.filter(isUndecided), socket] : [socket];
  }

  #decided(socket: Socket): void {
    const left = this.#pending?.filter((other) => other !== socket);
    this.#pending = left?.length ? left : undefined;
  }

  _disconnect(): void {
    for (const socket of this.list()) socket.disconnect();
    this.clear();
    this.close();
  }

  _remove(socket: Socket): void {
    this.remove(socket);
  }

  close(): void {
    if (this.conn.readyState !== "open") return;
    this.conn.close();
    this.onclose("forced server close");
  }

  _packet(packet: Packet | unknown[], opts: WriteOptions = {}): void {
    if (this.conn.readyState !== "open") return;
    const encoded = opts.preEncoded ? packet : this.encoder.encode(packet as never);
    this.writeToEngine(encoded as RawData | RawData[], opts);
  }

  writeToEngine(encoded: RawData | RawData[], { volatile }: WriteOptions): void {
    if (volatile && !this.conn.transport.writable) return;
    if (Array.isArray(encoded)) for (const data of encoded) this.conn.write(data);
    else this.conn.write(encoded);
  }

  ondata(data: unknown): void {
    try {
      const packet = this.#decoder ? undefined : this.#parts.decoder.decode(data);
      if (packet) this.ondecoded(packet);
      else this.decoder.add(data);
    } catch (error) {
      this.onerror(error);
    }
  }

  ondecoded(packet: Packet): void {
    const { type, nsp } = packet;
    if (type === PacketType.CONNECT && this.#parts.Decoder.ForMany) this.#noteConnect();
    const socket = this.in(nsp);
    if (!socket && type === PacketType.CONNECT) this.connect(nsp, packet.data);
    else if (socket && type !== PacketType.CONNECT && type !== PacketType.CONNECT_ERROR)
      process.nextTick(deliver, socket, packet);
    else this.close();
  }

  #noteConnect(): void {
    requireFirstConnect(this.#hasSentConnect);
    this.#hasSentConnect = true;
  }

  onerror(error: unknown): void {
    for (const socket of this.list()) socket["_onerror"](error as Error);
    this.conn.close();
  }

  onclose(reason: Parameters<Socket["_onclose"]>[0]): void {
    this.destroy();
    for (const socket of this.list()) socket["_onclose"](reason);
    this.clear();
    this.#decoder?.destroy();
    // Socket.IO would keep a socket about which a middleware never decides.
    this.#pending?.forEach((socket) => socket["_cleanup"]());
    this.#pending = undefined;
  }

  #newDecoder(): Decoder {
    const decoder = new this.#parts.Decoder();
    decoder.on("decoded", (packet: Packet) => this.ondecoded(packet));
    return decoder;
  }
}

/** Whether middlewares still decide about a socket. */
function isUndecided(socket: Socket): boolean {
  return socket.nsp["_preConnectSockets"].has(socket.id);
}

function deliver(socket: Socket, packet: Parameters<Socket["_onpacket"]>[0]): void {
  socket["_onpacket"](packet);
}

compileMethodsLightly(LeanClient.prototype, "writeToEngine");
