/** The people of the tests of who may do what: one connection for each, and everything that it hears. */
import { publicId } from "../../src/chat/people/identity";
import type { Reply, Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import { until } from "../support/until";

/** What somebody is to the rooms of a test, and on the server. Who is muted is a member; who is banned is none. */
export const ROLES = [
  "nobody",
  "stranger",
  "known",
  "member",
  "moderator",
  "owner",
  "server's moderator",
  "server's owner",
  "muted",
  "banned",
] as const;
export type Role = (typeof ROLES)[number];

/** Those who do not belong to the closed rooms of a test. */
export const OUTSIDERS: ReadonlySet<Role> = new Set([
  "nobody",
  "stranger",
  "known",
  "server's moderator",
  "server's owner",
]);
/** Those whom a server by invitation does not let in. */
export const UNKNOWN: readonly Role[] = ["nobody", "stranger"];

export const keyOf = (name: string) => `the secret key of ${name}`;
export const idOf = (name: string) => publicId(keyOf(name));

/** People who belong to every room of a test and are never here. Their names are secrets where the room is closed. */
export const SECRET = "sesame";
export const ABSENT = {
  open: { member: person("yara"), owner: person("yusuf") },
  closed: { member: person(`${SECRET} zoe`), owner: person(`${SECRET} omar`) },
};

export function person(name: string) {
  return { from: idOf(name), name };
}

/** The header of a trusted proxy, from which servers here take addresses. */
export const ADDRESS_HEADER = "X-Real-IP";

/** A connection that keeps all that it hears, and all that it is answered, as the bytes of JSON. */
export class Actor implements AsyncDisposable {
  readonly role: Role;
  readonly client: Client;
  readonly welcome: Welcome;
  readonly heard: string[] = [];
  /** The rooms that it was told of. */
  readonly #rooms = new Set<string>();

  private constructor(role: Role, client: Client, welcome: Welcome) {
    this.role = role;
    this.client = client;
    this.welcome = welcome;
    this.heard.push(JSON.stringify(welcome));
    client.socket.on("room", ({ room }) => void this.#rooms.add(room));
    client.socket.onAny((...packet: unknown[]) => this.heard.push(JSON.stringify(packet)));
  }

  static async enter(url: string, role: Role): Promise<Actor> {
    const auth = role === "nobody" ? { name: role } : { name: role, key: keyOf(role) };
    // Each at an address of its own: wrong tokens are counted by address.
    const headers = { [ADDRESS_HEADER]: `203.0.113.${ROLES.indexOf(role) + 1}` };
    const client = await Client.connect(url, "websocket", auth, headers);
    const [, welcome] = (await client.next("dixiu")) as [string, Welcome];
    return new Actor(role, client, welcome);
  }

  get from(): string {
    return this.welcome.you.from;
  }

  /** Resolves when it was told of a room, from which moment on its rank there counts. */
  toldOf(room: string): Promise<void> {
    return until(`${this.role} to be told of ${room}`, () => this.#rooms.has(room));
  }

  /** Resolves when its ban from a room is known to the server, which reads it after it is stored. */
  knowsOfBan(room: string): Promise<void> {
    return until(`${this.role} to be out of ${room}`, async () => {
      return wordOf(await this.ask("history", { room })) === "banned";
    });
  }

  /** Asks, and resolves with the bytes of the answer. */
  async ask(event: string, ...args: unknown[]): Promise<string> {
    const answer = JSON.stringify(await this.client.ask(event, ...args));
    this.heard.push(answer);
    return answer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.client[Symbol.asyncDispose]();
  }
}

/** How an answer stands in a table. */
const WORDS: Record<string, string> = {
  forbidden: "no",
  not_in_room: "out",
  not_found: "none",
  name_taken: "taken",
};

/** The word for an answer: `ok`, or why not. */
export function wordOf(answer: string): string {
  const reply = JSON.parse(answer) as Reply<object>;
  return reply.ok ? "ok" : (WORDS[reply.error.code] ?? reply.error.code);
}
