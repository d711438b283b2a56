/** Plays a program on a server with clients, and returns what each client was sent. */
import type { Server as BunEngine } from "@socket.io/bun-engine";
import { Server, type Socket } from "socket.io";
import type { FanOutCounts } from "../../../src/engine";
import { type Act, Actor } from "./actor";
import { RawClient } from "./client";
import { NAMESPACES, type NamespaceName, type Program, type Setup, type Step } from "./program";
import { Transports } from "./transports";
import { until } from "../../support/until";
import { type Kind, bindStock, bindOwn, adapterOf } from "./bound";

export interface Outcome {
  transcripts: string[][];
  counts: FanOutCounts;
}

/** Plays a program from start to end. */
export async function play(program: Program, kind: Kind): Promise<Outcome> {
  const stage = new Stage(program.setup, kind);
  try {
    for (const step of program.steps) await stage.perform(step);
    return { transcripts: await stage.transcripts(), counts: stage.counts };
  } finally {
    await stage.close();
  }
}

class Stage {
  readonly #io: Server;
  readonly #engine: BunEngine;
  readonly #transports: Transports;
  readonly #server: Bun.Server<never>;
  readonly #clients: RawClient[] = [];
  readonly #actor: Actor;
  readonly #setup: Setup;
  readonly counts: Readonly<FanOutCounts>;
  #entered = 0;

  constructor(setup: Setup, kind: Kind) {
    this.#setup = setup;
    const recovers = setup.adapter === "recovery";
    this.#io = new Server({
      serveClient: false,
      adapter: adapterOf(setup, kind),
      ...(recovers ? { connectionStateRecovery: {} } : {}),
    });
    const { engine, serving, counts } = kind === "native" ? bindOwn(this.#io) : bindStock(this.#io);
    this.#engine = engine;
    this.#transports = new Transports(engine);
    this.counts = counts;
    this.#actor = new Actor(this.#io);
    for (const name of NAMESPACES) this.#prepare(name);
    this.#server = Bun.serve({ port: 0, hostname: "127.0.0.1", ...serving });
  }

  #prepare(name: NamespaceName): void {
    const namespace = this.#io.of(name);
    namespace.use((socket, next) => {
      if (name === "/second") void socket.join("lobby");
      if (name === "/slow") setTimeout(next, 1);
      else next();
    });
    namespace.on("connection", (socket) => this.#greet(socket));
    for (const event of this.#setup.tells)
      namespace.adapter.on(event, (room, id = "somebody") => {
        const who = this.#actor.nameOf(id);
        // A socket's own room has the name of its id, which differs each time.
        namespace.to(room).emit(event, who);
      });
  }

  #greet(socket: Socket): void {
    this.#entered += 1;
    this.#actor.add(socket);
    if (this.#setup.farewell)
      socket.on("disconnecting", () => {
        socket.to([...socket.rooms]).emit("farewell", this.#actor.nameOf(socket.id));
      });
    socket.on("act", (acts: Act[]) => this.#actor.act(acts));
    socket.emit("welcome", this.#actor.nameOf(socket.id));
  }

  async perform(step: Step): Promise<void> {
    switch (step.do) {
      case "connect":
        return this.#connect(step.transport, step.namespaces);
      case "burst":
        return this.#burst(step);
      default: {
        const client = this.#client(step.client);
        if (client) await this.#doWith(client, step);
      }
    }
  }

  async #doWith(client: RawClient, step: Exclude<Step, { do: "connect" | "burst" }>) {
    switch (step.do) {
      case "enter":
        return this.#enter(client, step.namespace);
      case "exit":
        return this.#exit(client, step.namespace);
      case "enterTwice":
        return this.#enterTwice(client);
      case "poll":
        return this.#transports.poll(client);
      case "probe":
        return this.#transports.probe(client);
      case "upgrade":
        return this.#transports.upgrade(client);
      case "abandon":
        return this.#transports.abandon(client);
      case "drop":
        return this.#drop(client);
      case "resume":
        return this.#resume(client);
    }
  }

  /** The n-th of the connected clients. */
  #client(nth: number): RawClient | undefined {
    const open = this.#clients.filter((one) => !this.#transports.isClosed(one));
    return open[nth % open.length];
  }

  async #connect(transport: "websocket" | "polling", namespaces: NamespaceName[], auth = "") {
    const client = await RawClient.connect(this.#server.url.origin, transport);
    this.#clients.push(client);
    for (const namespace of namespaces) await this.#enter(client, namespace, auth);
  }

  async #enter(client: RawClient, namespace: NamespaceName, auth = ""): Promise<void> {
    if (this.#has(client, namespace)) return;
    await this.#entering(1, () => client.send(`40${namespace},${auth}`));
  }

  /** Two sockets of one connection in one namespace: the second sends its CONNECT while the first still waits. */
  async #enterTwice(client: RawClient): Promise<void> {
    if (this.#has(client, "/slow")) return;
    await this.#entering(2, async () => {
      if (client.transport === "polling") return client.send("40/slow,\u001e40/slow,");
      await client.send("40/slow,");
      await client.send("40/slow,");
    });
  }

  async #entering(count: number, send: () => Promise<void>): Promise<void> {
    const expected = this.#entered + count;
    await send();
    await until("the connection to a namespace", () => this.#entered >= expected);
  }

  #has(client: RawClient, namespace: NamespaceName): boolean {
    return this.#actor.isIn(client.sid, namespace);
  }

  async #exit(client: RawClient, namespace: NamespaceName): Promise<void> {
    if (!this.#has(client, namespace)) return;
    await client.send(`41${namespace},`);
    const gone = () =>
      this.#transports.isClosed(client) || !this.#actor.isCurrent(client.sid, namespace);
    await until("the leaving of a namespace", gone);
  }

  async #drop(client: RawClient): Promise<void> {
    if (client.transport === "polling") await client.send("1");
    else await this.#receiveAll(client, "4last");
    await client.drop();
    await until("the closing", () => this.#transports.isClosed(client));
  }

  async #resume(client: RawClient): Promise<void> {
    if (this.#setup.adapter !== "recovery" || client.transport === "polling") return;
    const session = this.#actor.sessionOf(client.sid);
    if (!session) return;
    await this.#drop(client);
    await this.#connect("websocket", ["/"], JSON.stringify(session));
  }

  async #burst({ actions, by }: Extract<Step, { do: "burst" }>): Promise<void> {
    const client = by === undefined ? undefined : this.#client(by);
    const acted = this.#actor.acted + 1;
    if (client && this.#has(client, "/")) {
      await client.send(`42${JSON.stringify(["act", actions])}`);
      await until(
        "the acting",
        () => this.#actor.acted >= acted || this.#transports.isClosed(client),
      );
    } else this.#actor.act(actions);
    // A cluster's adapter gives way to others before it delivers.
    await Bun.sleep(0);
  }

  /** What each client was sent, once everything has arrived. */
  async transcripts(): Promise<string[][]> {
    await Promise.all(this.#clients.map((client) => this.#drain(client)));
    return this.#clients.map(({ transcript }) => transcript.map((packet) => this.#plain(packet)));
  }

  async #receiveAll(client: RawClient, last: string): Promise<void> {
    this.#transports.connectionOf(client)?.write(last.slice(1));
    await until("the last packet", () => client.isClosed || client.transcript.at(-1) === last);
  }

  async #drain(client: RawClient): Promise<void> {
    if (client.transport === "websocket") return this.#receiveAll(client, "4end");
    if (!this.#transports.isClosed(client)) this.#transports.connectionOf(client)?.write("end");
    while (!client.isClosed && client.transcript.at(-1) !== "4end") {
      if (!client.isPolling) client.poll();
      await Bun.sleep(0);
    }
    await until("the last poll's answer", () => !client.isPolling);
  }

  /** Without what differs each time: ids, and the offsets by which a session is resumed. */
  #plain(packet: string): string {
    const { adapter } = this.#setup;
    const known = this.#actor.withoutIds(packet).replace(/"[\w-]{20}"/g, '"ID"');
    return adapter === "recovery" ? known.replace(/,"[\w.-]{6,9}"\]$/, ',"MARK"]') : known;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.drop()));
    this.#engine.close();
    await this.#io.close();
    await this.#server.stop(true);
  }
}
