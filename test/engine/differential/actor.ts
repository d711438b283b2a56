/** The server's side of a program: its sockets in the order in which they connected, and the actions on them. */
import type { Server, Socket } from "socket.io";
import type { Action, Flags, NamespaceName, Payload, RoomRef } from "./program";

export type Act = Action;

export class Actor {
  readonly #io: Server;
  readonly #sockets: Socket[] = [];
  /** How many bursts of actions are done. */
  acted = 0;

  constructor(io: Server) {
    this.#io = io;
  }

  add(socket: Socket): void {
    this.#sockets.push(socket);
  }

  act(actions: Action[]): void {
    for (const action of actions) this.#do(action);
    this.acted += 1;
  }

  isIn(sid: string, namespace: NamespaceName): boolean {
    return this.#sockets.some((one) => isOf(one, sid, namespace) && one.connected);
  }

  /** Whether the connection's packets for a namespace still reach a socket. */
  isCurrent(sid: string, namespace: NamespaceName): boolean {
    const last = this.#sockets.findLast((one) => isOf(one, sid, namespace));
    return last?.connected === true;
  }

  /** What the connection's socket in the main namespace can be resumed with. */
  sessionOf(sid: string): { pid: string; offset: string } | undefined {
    const socket = this.#sockets.findLast((one) => isOf(one, sid, "/") && one.connected);
    const packets = socket?.nsp.adapter as unknown as { packets: { id: string }[] };
    const offset = packets?.packets.at(-3)?.id;
    return socket && offset ? { pid: socket["pid"], offset } : undefined;
  }

  nameOf(id: string): string {
    return `socket ${this.#sockets.findIndex((one) => one.id === id)}`;
  }

  withoutIds(packet: string): string {
    return this.#sockets.reduce((text, { id }) => text.replaceAll(id, this.nameOf(id)), packet);
  }

  #do(action: Action): void {
    switch (action.do) {
      case "broadcast":
        return this.#broadcast(action);
      case "moveTogether": {
        const together = this.#io.of(action.namespace).in(this.#room(action.from));
        if (action.stay) return together.socketsJoin(this.#room(action.to));
        return together.socketsLeave(this.#room(action.from));
      }
      case "disconnectRoom":
        return this.#io.of(action.namespace).in(this.#room(action.room)).disconnectSockets();
      default: {
        const socket = this.#socket(action.socket);
        if (socket) this.#doWith(socket, action);
      }
    }
  }

  #doWith(socket: Socket, action: Extract<Action, { socket: number }>): void {
    switch (action.do) {
      case "emit":
        return this.#emit(socket, action);
      case "join":
        return void socket.join(action.rooms.map((room) => this.#room(room)));
      case "leave":
        return void socket.leave(this.#room(action.room));
      case "leaveAll":
        return socket["leaveAll"]();
      case "overhear":
        return this.#overhear(socket, action.tell);
      case "stopOverhearing":
        return void socket.offAnyOutgoing();
      case "look":
        return this.#look(socket);
      case "disconnect":
        return void socket.disconnect(action.close);
    }
  }

  /** Tells a socket what the server sees of it and of all rooms. */
  #look(socket: Socket): void {
    const { rooms, sids } = socket.nsp.adapter;
    const sizes = [...rooms].map(([room, ids]) => [room, ids.size]);
    const { size: clients } = socket.client["sockets"];
    socket.emit(
      "seen",
      [...socket.rooms],
      sizes,
      sids.size,
      clients,
      Object.keys(socket.handshake),
    );
  }

  #overhear(socket: Socket, tell: number | undefined): void {
    socket.onAnyOutgoing((event: string) => {
      const other = tell === undefined ? undefined : this.#socket(tell);
      if (event !== "overheard") other?.emit("overheard", event, this.nameOf(socket.id));
    });
  }

  #emit(socket: Socket, { volatile, payload, ack }: Extract<Action, { do: "emit" }>): void {
    const args = [...payloadOf(payload), ...(ack ? [() => {}] : [])];
    (volatile ? socket.volatile : socket).emit("emit", ...args);
  }

  #broadcast({ via, rooms, except, flags, payload, ack }: Extract<Action, { do: "broadcast" }>) {
    const from = "namespace" in via ? this.#io.of(via.namespace) : this.#socket(via.socket);
    if (!from) return;
    const operator = withFlags("namespace" in via ? from.to([]) : from.to([]), flags)
      .to(rooms.map((room) => this.#room(room)))
      .except(except.map((room) => this.#room(room)));
    if (ack) operator.timeout(1).emit("broadcast", ...payloadOf(payload), () => {});
    else operator.emit("broadcast", ...payloadOf(payload));
  }

  #socket(nth: number): Socket | undefined {
    return this.#sockets[nth % this.#sockets.length];
  }

  #room(ref: RoomRef): string {
    if ("room" in ref) return ref.room as string;
    return this.#socket(ref.own)?.id ?? "nobody";
  }
}

function isOf(socket: Socket, sid: string, namespace: NamespaceName): boolean {
  return socket.nsp.name === namespace && socket.client["id"] === sid;
}

type Operator = ReturnType<Socket["to"]>;

function withFlags(operator: Operator, { volatile, local, compress }: Flags): Operator {
  let flagged = operator;
  if (volatile) flagged = flagged.volatile;
  if (local) flagged = flagged.local;
  if (compress !== undefined) flagged = flagged.compress(compress);
  return flagged;
}

function payloadOf(payload: Payload): unknown[] {
  switch (payload) {
    case "text":
      return ["hello"];
    case "chinese":
      return ["你好", { مرحبا: "👋" }];
    case "long":
      return ["x".repeat(20_000)];
    case "binary":
      return [Buffer.from("bytes")];
    case "binaries":
      return [{ deep: [Buffer.from("one"), new Uint8Array([2]).buffer] }, Buffer.alloc(20_000, 3)];
    case "empty":
      return [Buffer.alloc(0), "", null];
  }
}
