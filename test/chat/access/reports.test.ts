import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Decided, OpenReports, ReplyTo } from "../../../src/protocol";

import { bring, codeOf, come, foundClosed, granted, type Here, idOf, serveOwned } from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const say = ({ client }: Here, txt: string, room: string) =>
  granted(client.say(txt, { room, name: "x" }));

/** A server with ada, who owns it, and lin, who are both in the room `tea`. */
async function withLin(env = {}) {
  const server = await serveOwned(env);
  const lin = await come(server.url, "lin");
  for (const { client } of [server.ada, lin]) await granted(client.ask("join", { room: "tea" }));
  return {
    url: server.url,
    ada: server.ada,
    lin,
    async [Symbol.asyncDispose]() {
      await lin[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

test("P31: a report reaches moderators alone, once a person, and who reported is told what became of it", async () => {
  await using server = await withLin();
  const { ada, lin } = server;
  await using bo = await come(server.url, "bo");
  await say(lin, "rude", "tea");
  const asked = { room: "tea", seq: 1, reason: "rude" };
  expect(await codeOf(lin.client.ask("report", asked))).toBe("forbidden");
  for (const { client } of [bo, bo]) await granted(client.ask("report", asked));
  const [told] = (await ada.client.next("reported")) as [OpenReports];
  expect(told).toEqual({ room: "tea", open: 1 });
  const { reports, open } = await granted<ReplyTo<"reports">>(ada.client.ask("reports", {}));
  expect(reports).toMatchObject([
    { ...asked, from: idOf("lin"), by: idOf("bo"), message: { txt: "rude" } },
  ]);
  expect(open).toBe(1);
  const id = reports[0]?.id;
  expect(await codeOf(bo.client.ask("decide", { id, outcome: "acted" }))).toBe("not_found");
  await granted(ada.client.ask("decide", { id, outcome: "acted" }));
  const [decided] = (await bo.client.next("decided")) as [Decided];
  expect(decided).toEqual({ room: "tea", seq: 1, outcome: "acted" });
  expect(await ada.client.next("reported")).toEqual([{ room: "tea", open: 0 }]);
  const later = await granted<ReplyTo<"reports">>(ada.client.ask("reports", { room: "tea" }));
  expect(later.reports).toMatchObject([{ outcome: "acted", decidedBy: idOf("ada") }]);
});

test("P31: somebody who was away is told what became of their report when they come again, once", async () => {
  await using server = await withLin();
  const { ada, lin } = server;
  await say(lin, "rude", "tea");
  {
    await using bo = await come(server.url, "bo");
    await granted(bo.client.ask("report", { room: "tea", seq: 1 }));
  }
  const { reports } = await granted<ReplyTo<"reports">>(ada.client.ask("reports", { room: "tea" }));
  await granted(ada.client.ask("decide", { id: reports[0]?.id, outcome: "nothing" }));
  await using again = await come(server.url, "bo");
  expect(await again.client.next("decided")).toEqual([{ room: "tea", seq: 1, outcome: "nothing" }]);
});

test("H28: reports of a closed room are for its own moderators, and the server's owner sees none", async () => {
  await using server = await withLin();
  const { ada, lin } = server;
  const room = await foundClosed(lin);
  await using bo = await come(server.url, "bo");
  await bring(lin, room, bo);
  await say(bo, "rude", room);
  await granted(lin.client.ask("report", { room, seq: 1 }));
  const { reports } = await granted<ReplyTo<"reports">>(lin.client.ask("reports", { room }));
  expect(reports).toHaveLength(1);
  expect(await granted<ReplyTo<"reports">>(ada.client.ask("reports", {}))).toMatchObject({
    reports: [],
    open: 0,
  });
  expect(await codeOf(ada.client.ask("reports", { room }))).toBe("forbidden");
  const asked = { id: reports[0]?.id, outcome: "acted" };
  expect(await codeOf(ada.client.ask("decide", asked))).toBe("not_found");
});
