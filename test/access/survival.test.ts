/** People, members, ranks and invitations outlive crashes, and go from one store to another (P26, P28, P36). */
import { SQL } from "bun";
import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { newToken } from "../../src/chat/invitations/token";
import { type ReplyTo, SERVER_ROOM, type Welcome } from "../../src/protocol";
import {
  backUp,
  exportTo,
  importFrom,
  openSource,
  openStore,
  openTarget,
  readLocation,
} from "../../src/store";
import { Machine } from "../chaos/machine";
import { filesOf } from "../chaos/site";
import { Client } from "../support/client";
import { quickFolder } from "../support/folder";
import { preparedDatabase } from "../support/postgres";
import { tableRows } from "../support/postgres-rows";
import { idOf, keyOf } from "./cast";
import { got, word } from "./people";
import { decree, invitationBy, openMachine } from "./world";

setDefaultTimeout(60_000);

const INVITED = { ACCESS: "invited" };
const OPEN = "设计师";

async function enter(url: string, name: string, invitation?: string) {
  const auth = { name, key: keyOf(name), ...(invitation !== undefined && { invitation }) };
  const client = await Client.connect(url, "websocket", auth);
  const [, welcome] = (await client.next("dixiu")) as [string, Welcome];
  return { client, welcome, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
}

/** Makes the first owner's invitation, as the command does. */
async function ownersToken(databaseUrl: string): Promise<string> {
  const store = await openStore(readLocation(databaseUrl), { onFault: () => {} });
  const token = newToken();
  const { maker: _, ...invitation } = invitationBy("", SERVER_ROOM, token, "owner");
  await decree({ store }, { invitation: { ...invitation, uses: 1 } });
  await store.close();
  return token;
}

/** The tokens of a server, by what has become of their invitations. */
interface Tokens {
  used: string;
  revoked: string;
  free: string;
  owners: string;
}

/** Ada opens a server by invitation, with an open and a closed room, and lin comes in. Resolves when the last of it is acknowledged. */
async function moveIn(url: string, owners: string): Promise<Tokens> {
  await using ada = await enter(url, "ada", owners);
  const ask = <T extends object>(event: string, request: object) =>
    got<T>(ada.client.ask(event, request));
  await ask("settle", { room: SERVER_ROOM, title: "Studio", topic: "where we draw" });
  const { room } = await ask<ReplyTo<"found">>("found", { title: "Plans", topic: "secret ones" });
  await ask("found", { room: OPEN, topic: "all of us" });
  await ask("settle", { room: OPEN, listed: true, locked: true, days: 30 });
  const invite = async (request: object) => {
    const { id, token } = await ask<ReplyTo<"invite">>("invite", request);
    return { id, token };
  };
  const used = await invite({});
  await using lin = await enter(url, "lin", used.token);
  const intoRoom = await invite({ room: room.room, rank: "moderator" });
  await got(lin.client.ask("join", { room: room.room, invitation: intoRoom.token }));
  await got(lin.client.say("hello", { room: room.room, name: "lin" }));
  const revoked = await invite({ uses: 5 });
  await ask("revoke", { id: revoked.id });
  const free = await invite({ room: room.room, uses: 5, days: 30 });
  await ask("rank", { from: idOf("lin"), rank: "moderator" });
  return { used: used.token, revoked: revoked.token, free: free.token, owners };
}

/** What ada and lin see of everything. */
async function picture(url: string): Promise<object> {
  const seen: object[] = [];
  for (const name of ["ada", "lin"]) {
    await using here = await enter(url, name);
    const { server, rooms, you } = here.welcome;
    const all = [SERVER_ROOM, ...rooms.map(({ room }) => room)];
    const members = await Promise.all(all.map((room) => got(here.client.ask("members", { room }))));
    const invitations = await Promise.all(
      all.map((room) => got(here.client.ask("invitations", { room }))),
    );
    seen.push({ you, server, rooms, members, invitations });
    seen.push(await got(here.client.ask("rooms", {})));
  }
  return seen;
}

/** What is answered to those who come with each of the tokens. */
async function atTheDoor(url: string, { used, revoked, owners, free }: Tokens): Promise<unknown> {
  const told: unknown[] = [];
  for (const invitation of [used, revoked, owners]) {
    const error = await Client.refused(url, { key: keyOf("mallory"), invitation });
    told.push((error as Error & { data: { reason: string } }).data.reason);
  }
  await using bo = await enter(url, "bo");
  return [
    told,
    bo.welcome.rooms.map(({ rank }) => rank),
    await word(bo.client, "invitation", { token: free }),
  ];
}

const LET_IN = [["used_up", "revoked", "used_up"], ["member"], "ok"];

test("P26, P28: people, ranks, rooms and invitations survive kill -9, a backup, and the way to Postgres and back by exports, in which no token and no key stands", async () => {
  const folder = await quickFolder("chuan-survival-");
  const path = `${folder}/chuan.db`;
  await using crashing = new Machine({
    ...INVITED,
    DATABASE_URL: `sqlite:${path}`,
    LOG_LEVEL: "info",
  });
  const owners = await ownersToken(`sqlite:${path}`);
  await crashing.start();
  const urlOf = () => `http://127.0.0.1:${crashing.port}`;
  const tokens = await moveIn(urlOf(), owners);
  await crashing.crash();
  await crashing.start();
  const before = await picture(urlOf());
  expect(before).toMatchObject([
    { server: { title: "Studio", rank: "owner" }, rooms: [{}, {}] },
    { rooms: [{ room: OPEN }] },
    { server: { rank: "moderator" }, rooms: [{ title: "Plans", rank: "moderator", head: 1 }] },
    {},
  ]);
  {
    await using _ = await enter(urlOf(), "bo", tokens.free);
  }
  await crashing.crash();
  await crashing.start();
  expect(await atTheDoor(urlOf(), tokens)).toEqual(LET_IN);
  const whole = await picture(urlOf());
  expect(whole).not.toEqual(before);

  await backUp(path, `${folder}/backup.db`);
  const [first, second] = [`${folder}/first.jsonl`, `${folder}/second.jsonl`];
  await using database = await preparedDatabase();
  await using sql = new SQL(database.url, { max: 1 });
  await move(`sqlite:${path}`, first, database.url);
  await move(database.url, second, `sqlite:${folder}/again.db`);
  await crashing.crash();
  for (const url of [`sqlite:${folder}/backup.db`, database.url, `sqlite:${folder}/again.db`]) {
    await using machine = await openMachine(url, INVITED);
    expect(await picture(machine.url)).toEqual(whole);
    expect(await atTheDoor(machine.url, tokens)).toEqual(LET_IN);
  }
  const kept = {
    "the store": await filesOf(path),
    "the backup": await filesOf(`${folder}/backup.db`),
    "the database": await tableRows(sql),
    "the first export": await Bun.file(first).text(),
    "the second export": await Bun.file(second).text(),
  };
  const secrets = [...Object.values(tokens), ...["ada", "lin", "bo", "mallory"].map(keyOf)];
  for (const [what, text] of Object.entries(kept)) {
    expect([what, text.includes(idOf("lin"))]).toEqual([what, true]);
    expect([what, secrets.filter((secret) => text.includes(secret))]).toEqual([what, []]);
  }
  await rm(folder, { recursive: true });
});

/** Exports a store into a file, and fills another one from that. */
async function move(from: string, file: string, to: string): Promise<void> {
  await using source = await openSource(readLocation(from));
  await exportTo(file, source, () => {});
  await using target = await openTarget(readLocation(to));
  await importFrom(file, target, () => {});
}
