import { serve } from "../../support/server";
import { Client } from "../../support/client";
import type {
  Invited,
  ListedInvitation,
  Member,
  OwnRoom,
  Reply,
  ReplyTo,
  Welcome,
} from "../../../src/protocol";
import { publicId } from "../../../src/chat/people/identity";
import { invitationId, newToken, tokenHash } from "../../../src/chat/invitations/token";
import { openStore, readLocation } from "../../../src/store";
import { quickFolder } from "../../support/folder";
import { preparedDatabase } from "../../support/postgres";
import type { Environment } from "../../../src/start/config";
import { rm } from "node:fs/promises";
import { SERVER_ROOM } from "../../../src/protocol";

/** The key of a person, always the same. */
export const keyOf = (name: string) => `the secret key of ${name}`;
export const idOf = (name: string) => publicId(keyOf(name));

export interface Here extends AsyncDisposable {
  client: Client;
  welcome: Welcome;
}

export async function come(url: string, name: string, auth: object = {}): Promise<Here> {
  const client = await Client.connect(url, "websocket", { name, key: keyOf(name), ...auth });
  const [, welcome] = (await client.next("dixiu")) as [string, Welcome];
  return { client, welcome, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
}

export type { Invited, ListedInvitation, Member, OwnRoom, Reply, ReplyTo };

/** The answer, which must be `ok`. */
export async function granted<T extends object>(reply: Promise<unknown>): Promise<T> {
  const answer = (await reply) as Reply<T>;
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer;
}

/** The code of an answer's error, or `ok`. */
export async function codeOf(reply: Promise<unknown>): Promise<string> {
  const answer = (await reply) as Reply<object>;
  return answer.ok ? "ok" : answer.error.code;
}

/** Makes the first owner's invitation in a store, as `bun run invite --owner` does, and returns its token. */
export async function ownersToken(databaseUrl: string): Promise<string> {
  const store = await openStore(readLocation(databaseUrl), { onFault: () => {} });
  const token = newToken();
  const at = Date.now();
  const question = { rooms: [SERVER_ROOM], people: [] };
  await store.community.decide(question, () => ({
    invitation: {
      id: invitationId(token),
      hash: tokenHash(token),
      room: SERVER_ROOM,
      rank: "owner",
      at,
      until: at + 86_400_000,
      uses: 1,
      used: 0,
    },
  }));
  await store.close();
  return token;
}

/** A server whose owner is ada, who is connected. */
export async function serveOwned(env: Environment = {}) {
  const folder = await quickFolder("chuan-");
  const databaseUrl = env["DATABASE_URL"] ?? `sqlite:${folder}/chuan.db`;
  const token = await ownersToken(databaseUrl);
  const server = await serve({ ...env, DATABASE_URL: databaseUrl });
  const ada = await come(server.url, "ada", { invitation: token });
  return {
    url: server.url,
    databaseUrl,
    ada,
    async [Symbol.asyncDispose]() {
      await ada[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let tests = 0;

/** The people and rooms of one test, on a server that tests share: no other test has their keys and names. In the lobby they hear each other. */
export function apart(server: { url: string; ada?: Here }) {
  const nth = (tests += 1);
  const keyHere = (name: string) => `${keyOf(name)} in test ${nth}`;
  const enter = (name: string, auth: object = {}) =>
    come(server.url, name, { key: keyHere(name), ...auth });
  return {
    url: server.url,
    keyHere,
    idHere: (name: string) => publicId(keyHere(name)),
    roomOf: (name: string) => `${name}-${nth}`,
    enter,
    /** One more owner of the server. */
    enterAsOwner: async (name: string): Promise<Here> => {
      const invited = server.ada?.client.ask("invite", { rank: "owner" });
      const { token } = await granted<Invited>(Promise.resolve(invited));
      return enter(name, { invitation: token });
    },
  };
}

/** Waits for the notice `room` about a room in which `isMeant`. */
export async function roomNotice(
  client: Client,
  isMeant: (room: OwnRoom) => boolean,
): Promise<OwnRoom> {
  for (;;) {
    const [room] = (await client.next("room")) as [OwnRoom];
    if (isMeant(room)) return room;
  }
}

/** A closed room of somebody. */
export async function foundClosed({ client }: Here, title = "plans"): Promise<string> {
  const { room } = await granted<ReplyTo<"found">>(client.ask("found", { title }));
  return room.room;
}

/** Brings somebody into a closed room by an invitation of somebody who is in it. */
export async function bring(by: Here, room: string, guest: Here, rank = "member"): Promise<void> {
  const { token } = await granted<Invited>(by.client.ask("invite", { room, rank }));
  await granted(guest.client.ask("join", { room, invitation: token }));
}

/** The names and ranks of a room's members. */
export const membersOf = async ({ client }: Here, room: string) => {
  const { members } = await granted<ReplyTo<"members">>(client.ask("members", { room }));
  return members.map(({ name, rank }) => `${name} ${rank}`);
};

export const STORES = ["SQLite", "Postgres"] as const;
export type StoreName = (typeof STORES)[number];

/** A server of a test's own, on a store of its own. */
export async function serverOn(store: StoreName, env: Environment = {}) {
  if (store === "SQLite") return serve(env);
  const database = await preparedDatabase();
  const server = await serve({ ...env, DATABASE_URL: database.url });
  return { url: server.url, [Symbol.asyncDispose]: disposer(server, database) };
}

/** The same, whose owner is ada, who is connected. */
export async function ownedOn(store: StoreName, env: Environment = {}) {
  if (store === "SQLite") return serveOwned(env);
  const database = await preparedDatabase();
  const server = await serveOwned({ ...env, DATABASE_URL: database.url });
  return { ...server, [Symbol.asyncDispose]: disposer(server, database) };
}

/** Disposes of parts, one after the other. */
function disposer(...parts: AsyncDisposable[]): () => Promise<void> {
  return async () => {
    for (const part of parts) await part[Symbol.asyncDispose]();
  };
}

/** Machines on one database, as many as `count`, and the invitation of their first owner. */
export async function machines(count: number, env: Environment = {}) {
  const database = await preparedDatabase();
  const token = await ownersToken(database.url);
  const here = { ...env, DATABASE_URL: database.url };
  const servers = await Promise.all(Array.from({ length: count }, () => serve(here)));
  const [a = "", b = "", c = ""] = servers.map(({ url }) => url);
  return {
    urls: [a, b, c] as const,
    token,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The room in which a person and somebody of this name write to each other alone. */
export const writeTo = async ({ client }: Here, name: string) =>
  (await granted<ReplyTo<"direct">>(client.ask("direct", { from: idOf(name) }))).room;

/** Says who may write to a person. */
export const allow = ({ client }: Here, allows: object) => granted(client.ask("allow", allows));
