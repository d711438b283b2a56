import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Client } from "../../support/client";
import type { Decided, Message, OpenReports, Rank, ReplyTo } from "../../../src/protocol";
import { muting } from "../../../src/chat/acts/acting";
import { createNetworks, isPublic } from "../../../src/chat/access/networks";
import { Refusal } from "../../../src/chat/refusal";
import { quickFolder } from "../../support/folder";
import { upTo } from "../../store/contract-parts";
import {
  bring,
  codeOf,
  come,
  foundClosed,
  granted,
  type Here,
  idOf,
  roomNotice,
  serveOwned,
} from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const say = ({ client }: Here, txt: string, room = "tea") =>
  granted(client.say(txt, { room, name: "x" }));
const readBy = async ({ client }: Here, room = "tea") =>
  (await granted<{ messages: Message[] }>(client.ask("history", { room }))).messages;

/** What a client sends beside everything else, as behind a proxy that names its address. */
const comingFrom = (address: string) => ({ "X-Real-IP": address });

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

test("P23: a message is removed by somebody of higher rank, as one act, told to all, and by nobody else", async () => {
  await using server = await withLin();
  const { ada, lin } = server;
  await say(lin, "rude");
  await say(ada, "calm");
  expect(await codeOf(lin.client.ask("remove", { room: "tea", seq: 2 }))).toBe("forbidden");
  const { message } = await granted<ReplyTo<"remove">>(
    ada.client.ask("remove", { room: "tea", seq: 1 }),
  );
  expect(message).toMatchObject({ txt: "", gone: { by: idOf("ada") } });
  expect(await lin.client.next("changed")).toMatchObject([
    { seq: 1, txt: "" },
    expect.any(Number),
    idOf("ada"),
  ]);
  const acts = (await readBy(lin)).map(({ notice }) => notice?.act);
  expect(acts).toEqual([undefined, undefined, "remove"]);
  await granted(ada.client.ask("remove", { room: "tea", seq: 1 }));
  expect(await readBy(lin)).toHaveLength(3);
});

test("P31: a sweep removes what one person said in the last hours, and says in one line how much", async () => {
  await using server = await withLin();
  const { ada, lin } = server;
  await say(ada, "before");
  await Promise.all(upTo(250).map((n) => say(lin, `spam ${n}`)));
  await say(ada, "after");
  const asked = { room: "tea", from: idOf("lin"), hours: 1, reason: "spam" };
  expect(await granted<ReplyTo<"sweep">>(ada.client.ask("sweep", asked))).toMatchObject({
    count: 250,
  });
  const left = (await ada.client.log("tea")).filter(({ gone }) => !gone);
  expect(left.map(({ txt }) => txt)).toEqual([
    "before",
    "after",
    "ada removed 250 messages of lin: spam",
  ]);
  expect(left.at(-1)?.notice).toMatchObject({ act: "sweep", count: 250 });
  expect(await granted<ReplyTo<"sweep">>(ada.client.ask("sweep", asked))).toMatchObject({
    count: 0,
  });
});

test("P32: a rank that is given, and a lock, are acts with a line each; what changes nothing has none", async () => {
  await using server = await withLin();
  const { ada, lin } = server;
  for (const rank of ["moderator", "moderator", "member"])
    await granted(ada.client.ask("rank", { room: "tea", from: idOf("lin"), rank }));
  for (const locked of [true, true, false])
    await granted(ada.client.ask("settle", { room: "tea", locked }));
  await granted(ada.client.ask("settle", { room: "tea", topic: "shapes" }));
  const notices = (await readBy(lin)).map(({ notice }) => [notice?.act, notice?.rank]);
  expect(notices).toEqual([
    ["rank", "moderator"],
    ["rank", "member"],
    ["lock", undefined],
    ["unlock", undefined],
  ]);
});

test("P31: moderators look up what was done and what somebody said, and nobody else does", async () => {
  await using server = await withLin();
  const { ada, lin } = server;
  for (const n of upTo(60)) await say(n % 2 === 0 ? ada : lin, `text ${n}`);
  const asked = { room: "tea", from: idOf("lin") };
  const first = await granted<ReplyTo<"said">>(ada.client.ask("said", asked));
  expect(first.messages.map(({ txt }) => txt).slice(0, 2)).toEqual(["text 59", "text 57"]);
  expect([first.messages.length, first.more, first.next]).toEqual([30, false, undefined]);
  const before = { ...asked, before: 10 };
  const last = await granted<ReplyTo<"said">>(ada.client.ask("said", before));
  expect([last.messages.length, last.more]).toEqual([5, false]);
  for (const minutes of upTo(55)) await granted(ada.client.ask("mute", { ...asked, minutes }));
  const acts = await granted<ReplyTo<"acts">>(ada.client.ask("acts", { room: "tea" }));
  expect([acts.messages.length, acts.more, acts.messages[0]?.seq]).toEqual([50, true, 115]);
  const rest = await granted<ReplyTo<"acts">>(
    ada.client.ask("acts", { room: "tea", before: acts.messages.at(-1)?.seq }),
  );
  expect([rest.messages.length, rest.more]).toEqual([5, false]);
  for (const [event, request] of [
    ["acts", { room: "tea" }],
    ["acts", {}],
    ["said", asked],
    ["reports", { room: "tea" }],
    ["reports", {}],
  ] as const)
    expect(await codeOf(lin.client.ask(event, request))).toBe("forbidden");
});

test("P31: moderators ask what holds for a person, in a room or on the server, however long ago it was decided", async () => {
  await using server = await withLin();
  const { ada } = server;
  const from = idOf("lin");
  const held = async (where: object) =>
    (await granted<ReplyTo<"acts">>(ada.client.ask("acts", { ...where, from }))).held;
  const tea = { room: "tea" };
  expect(await held(tea)).toEqual([]);
  await granted(ada.client.ask("mute", { ...tea, from, minutes: 5, reason: "spam" }));
  await granted(ada.client.ask("ban", { from }));
  expect(await held(tea)).toEqual([
    { act: "mute", by: idOf("ada"), byName: "ada", until: expect.any(Number), reason: "spam" },
  ]);
  expect(await held({})).toEqual([{ act: "ban", by: idOf("ada"), byName: "ada" }]);
  await granted(ada.client.ask("pardon", { ...tea, from }));
  expect(await held(tea)).toEqual([]);
  const others = await granted<ReplyTo<"acts">>(ada.client.ask("acts", tea));
  expect(others.held).toBeUndefined();
});

test("P31: a report reaches moderators alone, once a person, and who reported is told what became of it", async () => {
  await using server = await withLin();
  const { ada, lin } = server;
  await using bo = await come(server.url, "bo");
  await say(lin, "rude");
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
  await say(lin, "rude");
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

test("P31: with an address, strangers from there are kept out for an hour with who is banned, and known people come in", async () => {
  const proxied = { TRUSTED_PROXY: "X-Real-IP" };
  await using server = await withLin(proxied);
  await using spammer = await Client.connect(
    server.url,
    "polling",
    { key: "a key of the spammer", name: "s" },
    comingFrom("192.0.2.7"),
  );
  const [, { you }] = (await spammer.next("dixiu")) as [string, Here["welcome"]];
  const ended = new Promise((resolve) => spammer.socket.once("disconnect", resolve));
  await granted(server.ada.client.ask("ban", { from: you.from, minutes: 600, address: true }));
  await ended;
  const { data } = (await refusedUntilBanned(server.url, comingFrom("192.0.2.7"))) as Error & {
    data: { until: number };
  };
  expect(data).toMatchObject({ code: "banned" });
  expect(data.until - Date.now()).toBeLessThanOrEqual(3_600_000);
  await using elsewhere = await Client.connect(
    server.url,
    "polling",
    { name: "guest" },
    comingFrom("192.0.2.8"),
  );
  await elsewhere.next("dixiu");
});

/** Tries to come as a stranger until the network is kept out, and resolves with the refusal. */
async function refusedUntilBanned(url: string, headers: Record<string, string>): Promise<Error> {
  for (let n = 0; n < 50; n += 1) {
    const came = await Client.attempt(url, { name: "stranger" }, headers);
    if (came instanceof Error) return came;
  }
  throw new Error("strangers still come in");
}

const named = (from: string) => ({ from, name: from });

const RANKS_AND_NONE = [undefined, "member", "moderator", "owner"] as const;

test("H29: everybody of moderator's rank and above acts on those of lower rank alone: each rank on each rank", () => {
  for (const own of RANKS_AND_NONE)
    for (const others of RANKS_AND_NONE) {
      const ranks: Record<string, Rank | undefined> = { ada: own, lin: others };
      const facts = {
        profiles: new Map(),
        rank: (_room: string, who: string) => ranks[who],
        restrictions: () => [],
        acts: () => 0,
        owners: () => 1,
        head: () => 0,
        foundedLately: 0,
        now: 1000,
      };
      const acting = {
        room: `~${"c".repeat(22)}`,
        by: named("ada"),
        whom: named("lin"),
        reason: "",
      };
      const [one, other] = [own, others].map((rank) => RANKS_AND_NONE.indexOf(rank));
      const may = (one ?? 0) >= 2 && (one ?? 0) > (other ?? 0);
      const act = () => muting(facts, acting, 5);
      if (may) expect(act().restrictions).toMatchObject([{ from: "lin", kind: "mute" }]);
      else expect(act).toThrow(Refusal);
      expect(() => muting(facts, { ...acting, whom: named("ada") }, 5)).toThrow(Refusal);
    }
});

test("P31: neither a private address nor one of a proxy that no setting names is kept out", () => {
  const kept: string[] = [];
  const community = {
    keepOut: async (networks: readonly string[]) => void kept.push(...networks),
    keptOut: async () => new Map<string, number>(),
  };
  const networks = createNetworks(community, (network) => network === "198.51.100.1");
  const addresses = [
    "127.0.0.1",
    "10.1.2.3",
    "172.20.0.1",
    "192.168.1.1",
    "169.254.1.1",
    "100.64.0.1",
  ];
  const others = ["0:0:0:0::/64", "fe80:0:0:0::/64", "fd00:1:2:3::/64", "unknown", "198.51.100.1"];
  for (const address of [...addresses, ...others.slice(0, -1)])
    expect(isPublic(address)).toBeFalse();
  for (const address of [...addresses, ...others, "192.0.2.1", "2001:db8:1:2::/64"])
    networks.keepOut([
      { address } as Parameters<typeof networks.keepOut>[0] extends Iterable<infer C> ? C : never,
    ]);
  expect(kept).toEqual(["192.0.2.1", "2001:db8:1:2::/64"]);
});

test("P31: nobody is put out of the lobby alone, and the server bans instead of kicking", async () => {
  await using server = await serveOwned();
  const from = idOf("lin");
  for (const [event, request] of [
    ["ban", { room: "lobby", from }],
    ["kick", { room: "lobby", from }],
    ["kick", { room: "~server", from }],
    ["mute", { room: "lobby", from: idOf("ada"), minutes: 5 }],
  ] as const)
    expect(await codeOf(server.ada.client.ask(event, request))).toBe("forbidden");
  await using lin = await come(server.url, "lin");
  await granted(server.ada.client.ask("mute", { room: "lobby", from, minutes: 5 }));
  expect(await roomNotice(lin.client, ({ muted }) => muted !== undefined)).toMatchObject({
    room: "lobby",
  });
});

test("P31: of somebody who was silent for long one is told where to go on, until what they said is found", async () => {
  const file = `${await quickFolder("chuan-silent-")}/chuan.db`;
  await using server = await withLin({ DATABASE_URL: `sqlite:${file}` });
  const { ada, lin } = server;
  await say(lin, "the first");
  const head = 100_200;
  using beside = new Database(file);
  beside.run(`
    INSERT INTO messages (room, seq, at, sender, id, name, txt)
    WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${head})
    SELECT r.id, i, r.at, 'ada', 'id-' || i, 'ada', 'as people write' FROM n, rooms r WHERE r.name = 'tea'`);
  beside.run(`UPDATE rooms SET head = ${head} WHERE name = 'tea'`);
  const asked = { room: "tea", from: idOf("lin") };
  const first = await granted<ReplyTo<"said">>(ada.client.ask("said", asked));
  // 20 times 5000 messages are looked through at once.
  expect([first.messages, first.more, first.next]).toEqual([[], true, 201]);
  const rest = await granted<ReplyTo<"said">>(
    ada.client.ask("said", { ...asked, before: first.next }),
  );
  expect(rest).toMatchObject({ messages: [{ seq: 1, txt: "the first" }], more: false });
});
