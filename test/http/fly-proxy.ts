/**
 * A stand-in for Fly.io's proxy, by its documented rules on `fly-replay`
 * (https://fly.io/docs/networking/dynamic-request-routing/), as far as HTTP requests go.
 */

interface FlyMachine {
  id: string;
  url: string;
}

/** A request may be given back this often (PA02). */
const REPLAYS = 10;

export class FlyProxy implements Disposable {
  /** The machines that are started. */
  readonly machines: FlyMachine[];
  /** What was asked in `fly-replay` headers, in order. */
  readonly replays: string[] = [];
  readonly #server: Bun.Server<undefined>;
  #turn = 0;

  constructor(machines: FlyMachine[]) {
    this.machines = machines;
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 60,
      fetch: (request) => this.#answer(request),
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  [Symbol.dispose](): void {
    void this.#server.stop(true);
  }

  async #answer(request: Request): Promise<Response> {
    const body = await request.arrayBuffer();
    let machine = this.#next();
    const headers = new Headers(request.headers);
    for (let replays = 0; replays <= REPLAYS; replays += 1) {
      const response = await this.#pass(request, machine, headers, body);
      const replay = response.headers.get("fly-replay");
      if (replay === null) return response;
      this.replays.push(replay);
      headers.set("fly-replay-src", `instance=${machine.id};t=${Date.now()}`);
      machine = this.#target(replay, headers);
    }
    return new Response("too many replays", { status: 508 });
  }

  /** Each request to another machine: the worst case for a client that needs the same one. */
  #next(): FlyMachine {
    this.#turn += 1;
    return this.machines[this.#turn % this.machines.length]!;
  }

  #target(replay: string, headers: Headers): FlyMachine {
    const [key, id] = replay.split("=");
    if (key !== "prefer_instance" || !id) throw new Error(`not a replay of this test: ${replay}`);
    const wanted = this.machines.find((machine) => machine.id === id);
    if (wanted) return wanted;
    headers.set("fly-preferred-instance-unavailable", id);
    return this.#next();
  }

  #pass(
    request: Request,
    machine: FlyMachine,
    headers: Headers,
    body: ArrayBuffer,
  ): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    return fetch(`${machine.url}${pathname}${search}`, {
      method: request.method,
      headers,
      redirect: "manual",
      ...(body.byteLength > 0 ? { body } : {}),
    });
  }
}
