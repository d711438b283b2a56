/** Clients that are not in JavaScript, or that poll by hand as such a client does. */
import { within } from "../support/deadline";
import { linesOf } from "../support/lines";
import { until } from "../support/until";

const DEADLINE = 30_000;
const SEPARATOR = "\u001e";
/** Packets that python-engineio takes in one body; the connection ends at more. */
const MOST_IN_BODY = 16;

export interface Reply {
  ok: boolean;
  meta: { seq: number };
}

export interface Page {
  messages: { txt: string; seq: number }[];
  head: number;
}

export interface Person extends AsyncDisposable {
  /** Resolves once the client has been greeted so many times in all. */
  connected(times: number): Promise<{ transport: string }>;
  /** Resolves once the client has noticed so many times in all that its connection is lost. */
  lost(times: number): Promise<unknown>;
  /** Sends all texts at once, and resolves with all replies to each. */
  say(texts: string[]): Promise<Reply[][]>;
  history(after: number): Promise<Page>;
  /** The received messages, once there are so many. */
  hear(count: number): Promise<string[]>;
}

const PYTHON = "/usr/bin/python3";
const NEEDED = "import requests, websocket; from socketio import Client";

export const hasPython = Bun.spawnSync([PYTHON, "-c", NEEDED], { stderr: "ignore" }).success;

/** A client of python-socketio, in a process of its own. */
export async function inPython(url: string, transports: string[] | null): Promise<Person> {
  const script = `${import.meta.dir}/person.py`;
  const child = Bun.spawn([PYTHON, script, url, JSON.stringify(transports)], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  const lines = linesOf(child.stdout);

  async function ask<Answer>(name: string, argument: unknown): Promise<Answer> {
    void child.stdin.write(`${JSON.stringify([name, argument])}\n`);
    await child.stdin.flush();
    return JSON.parse(await within(DEADLINE, `python's answer to ${name}`, lines.next()));
  }

  return {
    connected: (times) => ask("connected", times),
    lost: (times) => ask("lost", times),
    say: async (texts) => (await ask<{ replies: Reply[][] }>("say", texts)).replies,
    history: (after) => ask("history", after),
    hear: async (count) => (await ask<{ texts: string[] }>("hear", count)).texts,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

/** A client that polls by hand, fails at a body that python-engineio refuses, and connects again when it is cut off. */
export function byHand(url: string): Promise<Person> {
  const person = new ByHand(url);
  void person.live();
  return Promise.resolve(person);
}

class ByHand implements Person {
  readonly #url: string;
  readonly #heard: string[] = [];
  /** The replies to each request, by its number. */
  readonly #answers: unknown[][] = [];
  #session = "";
  #greetings = 0;
  #losses = 0;
  #fault: Error | undefined;
  #isGone = false;

  constructor(url: string) {
    this.#url = `${url}/socket.io/?EIO=4&transport=polling`;
  }

  async live(): Promise<void> {
    while (!this.#isGone && !this.#fault) {
      // After the end of a session it opens the next one, as a client does.
      const body = await (this.#session ? this.#request() : this.#open()).catch(() => undefined);
      if (body === undefined) this.#lose();
      else for (const packet of this.#packetsIn(body)) await this.#take(packet);
    }
  }

  async connected(times: number): Promise<{ transport: string }> {
    await this.#hold("the greeting", () => this.#greetings >= times);
    return { transport: "polling" };
  }

  lost(times: number): Promise<void> {
    return this.#hold("the loss of the connection", () => this.#losses >= times);
  }

  async say(texts: string[]): Promise<Reply[][]> {
    return (await this.#ask(texts.map((txt) => ["chuan", { name: "ada", txt }, {}]))) as Reply[][];
  }

  async history(after: number): Promise<Page> {
    const [answers] = await this.#ask([["history", { room: "lobby", after }]]);
    return answers?.[0] as Page;
  }

  async hear(count: number): Promise<string[]> {
    await this.#hold("hearing", () => this.#heard.length >= count);
    return this.#heard.splice(0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#isGone = true;
    return Promise.resolve();
  }

  #lose(): void {
    if (this.#session) this.#losses += 1;
    this.#session = "";
  }

  async #request(body?: string): Promise<string> {
    const init = body === undefined ? {} : { method: "POST", body };
    const response = await fetch(this.#url + this.#session, init);
    if (!response.ok) throw new Error(`answered ${response.status}`);
    return response.text();
  }

  async #open(): Promise<string> {
    const { sid } = JSON.parse((await this.#request()).slice(1)) as { sid: string };
    this.#session = `&sid=${sid}`;
    await this.#request("40");
    return this.#request();
  }

  #packetsIn(body: string): string[] {
    const packets = body.split(SEPARATOR);
    if (packets.length > MOST_IN_BODY)
      this.#fault = new Error(`${packets.length} packets in a body`);
    return packets;
  }

  async #take(packet: string): Promise<void> {
    if (packet === "2") await this.#request("3");
    const [, number, list] = /^4[23](\d*)(\[.*)$/s.exec(packet) ?? [];
    if (!list) return;
    const [first, second] = JSON.parse(list) as [unknown, { txt: string }];
    if (packet.startsWith("43")) this.#answers[Number(number)]?.push(first);
    else if (first === "dixiu") this.#greetings += 1;
    else if (first === "tianxiu") this.#heard.push(second.txt);
  }

  async #ask(events: unknown[][]): Promise<unknown[][]> {
    const from = this.#answers.length;
    for (const _ of events) this.#answers.push([]);
    const packets = events.map((event, n) => `42${from + n}${JSON.stringify(event)}`);
    await this.#request(packets.join(SEPARATOR));
    const answers = this.#answers.slice(from);
    await this.#hold("the replies", () => answers.every(({ length }) => length > 0));
    return answers;
  }

  async #hold(what: string, holds: () => boolean): Promise<void> {
    await until(what, () => this.#fault !== undefined || holds());
    if (this.#fault) throw this.#fault;
  }
}
