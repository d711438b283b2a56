import { expect, setDefaultTimeout, test as alone } from "bun:test";
import {
  codeOf,
  come,
  granted,
  type Here,
  idOf,
  roomNotice,
  bring,
  foundClosed,
  membersOf,
  serveOwned,
} from "./people";
import { serve } from "../../support/server";

setDefaultTimeout(60_000);
const test = alone.concurrent;

test("P31: who leaves a closed room is out at once on each device, and hears nothing more", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using phone = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await bring(ada, room, lin);
  await granted(phone.client.ask("join", { room }));
  await granted(lin.client.ask("quit", { room }));
  for (const { client } of [lin, phone])
    expect(await roomNotice(client, ({ gone }) => gone === true)).toMatchObject({ room });
  await ada.client.say("about lin", { room });
  for (const { client } of [lin, phone]) {
    expect(await client.unread()).toBe(0);
    expect(await codeOf(client.ask("history", { room }))).toBe("forbidden");
  }
  expect(await membersOf(ada, room)).toEqual(["ada owner"]);
});

test("P31: the last owner neither leaves nor steps down before there is another", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  const stepDown = { room, from: idOf("ada"), rank: "member" };
  expect(await codeOf(ada.client.ask("quit", { room }))).toBe("forbidden");
  expect(await codeOf(ada.client.ask("rank", stepDown))).toBe("forbidden");
  await granted(ada.client.ask("rank", { room, from: idOf("lin"), rank: "owner" }));
  expect(await codeOf(ada.client.ask("rank", stepDown))).toBe("ok");
  expect(await codeOf(ada.client.ask("quit", { room }))).toBe("ok");
  expect(await membersOf(lin, room)).toEqual(["lin owner"]);
});

test("H34: both owners of a room step down at once, and one stays", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin, "owner");
  const stepDown = ({ client, welcome }: Here) =>
    codeOf(client.ask("rank", { room, from: welcome.you.from, rank: "member" }));
  const codes = await Promise.all([stepDown(ada), stepDown(lin)]);
  expect(codes.toSorted()).toEqual(["forbidden", "ok"]);
});

test("P31: one acts on lower ranks alone, and gives lower ranks alone", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using bo = await come(server.url, "bo");
  const room = await foundClosed(ada);
  await bring(ada, room, lin, "moderator");
  await bring(ada, room, bo);
  const rank = (by: Here, whom: string, to: string) =>
    codeOf(by.client.ask("rank", { room, from: idOf(whom), rank: to }));
  expect(await rank(bo, "lin", "member")).toBe("forbidden");
  expect(await rank(bo, "bo", "owner")).toBe("forbidden");
  expect(await rank(lin, "bo", "moderator")).toBe("forbidden");
  expect(await rank(lin, "ada", "member")).toBe("forbidden");
  expect(await rank(ada, "nobody", "member")).toBe("not_found");
  expect(await rank(ada, "bo", "owner")).toBe("ok");
  expect(await rank(bo, "ada", "member")).toBe("forbidden");
  expect(await rank(bo, "lin", "member")).toBe("ok");
});

test("P31: the server's moderators count as such in open rooms, and in no closed one", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  const closed = await foundClosed(lin);
  await granted(lin.client.ask("found", { room: "designers" }));
  const { client } = server.ada;
  expect(await codeOf(client.ask("settle", { room: "designers", locked: true }))).toBe("ok");
  expect(await codeOf(client.ask("settle", { room: "lobby", topic: "all" }))).toBe("ok");
  for (const event of ["join", "history", "members", "dissolve"])
    expect(await codeOf(client.ask(event, { room: closed }))).toBe("forbidden");
});
