import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { DEFAULTS, serve } from "../support/server";
import { Wire } from "./attacker";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

const ADA = "a key that ada made for herself";
const LIMITED = { ok: false, error: { code: "rate_limited", retryAfter: expect.any(Number) } };

const accepted = (replies: Reply<object>[]) => replies.filter(({ ok }) => ok).length;

/** Checks that from now on no more than `burst` and `perSecond` are accepted. */
function allowed({ perSecond, burst }: { perSecond: number; burst: number }): () => number {
  const start = performance.now();
  return () => burst + perSecond * Math.ceil((performance.now() - start) / 1000);
}

/** Sends so many messages at once, and resolves with all replies. */
const sayAll = (client: Client, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => client.say(`message ${n}`)));

/** Sends until the last message is refused, also on a slow machine, and returns why. */
async function untilRefused(client: Client) {
  for (;;) {
    const last = (await sayAll(client, 5)).at(-1);
    if (last && !last.ok) return last.error;
  }
}

/** Sends so many requests at once, and resolves with all replies. */
const askAll = (client: Client, count: number) =>
  Promise.all(
    Array.from({ length: count }, () => client.ask("history", { room: "lobby", limit: 1 })),
  );

describe("H15: messages as fast as the wire allows", () => {
  const MANY = 5000;
  const flood = (mallory: Wire) =>
    mallory.send(
      ...Array.from({ length: MANY }, (_, n) => `42["chuan",{"name":"mallory","txt":"${n}"}]`),
    );

  test("stock passes on every message", async () => {
    await using stock = await Victim.start("stock");
    using lin = await Wire.connect(stock.url);
    using mallory = await Wire.connect(stock.url);
    flood(mallory);
    await lin.hears(`42["tianxiu",{"name":"mallory","txt":"${MANY - 1}"`);
    expect(lin.heard.filter((frame) => frame.includes("tianxiu"))).toHaveLength(MANY);
  });

  test("chuan passes on a burst, answers how long to wait, and then ends the connection", async () => {
    await using chuan = await serve(DEFAULTS);
    using lin = await Wire.connect(chuan.url);
    await using ada = await Client.connect(chuan.url);
    using mallory = await Wire.connect(chuan.url);
    flood(mallory);
    await ada.say("hello");
    await lin.hears('42["tianxiu",{"name":"ada","txt":"hello"');
    await mallory.cutOff();
    expect(await mallory.hears('42["refused"')).toMatch(/"code":"rate_limited".*"retryAfter":\d+/);
    const passedOn = lin.heard.filter((frame) => frame.includes('"name":"mallory","txt"'));
    expect(passedOn.length).toBeLessThan(100);
  });
});

describe("H15: a sender's messages", () => {
  test.each(["websocket", "polling"] as const)(
    "fifty at once over %s are no flood: somebody has been offline",
    async (transport) => {
      await using chuan = await serve(DEFAULTS);
      await using ada = await Client.connect(chuan.url, transport);
      expect(accepted(await sayAll(ada, 50))).toBe(50);
    },
  );

  test("are counted together over all tabs", async () => {
    await using server = await serve({ MESSAGE_RATE: "1", MESSAGE_BURST: "5" });
    const tabs = await Promise.all(
      [1, 2, 3].map(() => Client.connect(server.url, "websocket", { key: ADA })),
    );
    const most = allowed({ perSecond: 1, burst: 5 });
    const replies = (await Promise.all(tabs.map((tab) => sayAll(tab, 5)))).flat();
    expect(accepted(replies)).toBeLessThanOrEqual(most());
    expect(replies.find(({ ok }) => !ok)).toMatchObject(LIMITED);
    for (const tab of tabs) tab.socket.disconnect();
  });

  test("are counted together over reconnects", async () => {
    await using server = await serve({ MESSAGE_RATE: "1", MESSAGE_BURST: "5" });
    const most = allowed({ perSecond: 1, burst: 5 });
    let sent = 0;
    for (let visit = 0; visit < 5; visit += 1) {
      await using ada = await Client.connect(server.url, "websocket", { key: ADA });
      sent += accepted(await sayAll(ada, 5));
    }
    expect(sent).toBeLessThanOrEqual(most());
  });

  test("with a new key each time are held by the limit of the address", async () => {
    await using server = await serve({ MESSAGE_RATE: "1", MESSAGE_BURST: "2" });
    const most = allowed({ perSecond: 10, burst: 20 });
    let sent = 0;
    for (let visit = 0; visit < 20; visit += 1) {
      await using mallory = await Client.connect(server.url, "websocket", {
        key: `${ADA} ${visit}`,
      });
      sent += accepted(await sayAll(mallory, 2));
    }
    expect(sent).toBeLessThanOrEqual(most());
  });

  test("H10: from a forged address each time are held by the limit of the real address", async () => {
    await using server = await serve({ MESSAGE_RATE: "1", MESSAGE_BURST: "2" });
    const most = allowed({ perSecond: 10, burst: 20 });
    let sent = 0;
    for (let visit = 0; visit < 20; visit += 1) {
      using mallory = await Wire.connect(server.url, { "X-Forwarded-For": `203.0.113.${visit}` });
      for (const id of [1, 2]) {
        mallory.send(`42${id}["chuan",{"name":"mallory","txt":"hello"}]`);
        if ((await mallory.hears(`43${id}[`)).includes('"ok":true')) sent += 1;
      }
    }
    expect(sent).toBeGreaterThanOrEqual(20);
    expect(sent).toBeLessThanOrEqual(most());
  });

  test("are accepted again after the time that the refusal named, and not before", async () => {
    await using server = await serve({ MESSAGE_RATE: "2", MESSAGE_BURST: "1" });
    await using ada = await Client.connect(server.url);
    const { code, retryAfter } = await untilRefused(ada);
    expect(code).toBe("rate_limited");
    await Bun.sleep(retryAfter ?? 0);
    expect(await ada.say("after it")).toMatchObject({ ok: true });
  });

  test("that are refused do not count for the others at the address", async () => {
    await using server = await serve({ MESSAGE_RATE: "1", MESSAGE_BURST: "2" });
    await using mallory = await Client.connect(server.url);
    await using ada = await Client.connect(server.url);
    await sayAll(mallory, 100);
    expect(accepted(await sayAll(ada, 2))).toBe(2);
  });
});

describe("H15: events of any kind", () => {
  test("are refused with a waiting time when they are too many", async () => {
    await using server = await serve({ EVENT_RATE: "5" });
    await using mallory = await Client.connect(server.url);
    const replies = (await askAll(mallory, 38)) as Reply<object>[];
    expect(accepted(replies)).toBeGreaterThanOrEqual(20);
    expect(replies.at(-1)).toMatchObject(LIMITED);
  });

  test.each([`42["typing",{}]`, "430[]"])(
    "cost the connection when they are twice as many as are refused: %s",
    async (packet) => {
      await using server = await serve({ EVENT_RATE: "5" });
      using mallory = await Wire.connect(server.url);
      mallory.send(...Array<string>(500).fill(packet));
      await mallory.cutOff();
    },
  );

  test("over many connections are held by the limit of the address", async () => {
    await using server = await serve({ EVENT_RATE: "1" });
    const tabs = await Promise.all(Array.from({ length: 20 }, () => Client.connect(server.url)));
    const most = allowed({ perSecond: 10, burst: 40 });
    const replies = (await Promise.all(tabs.map((tab) => askAll(tab, 4)))).flat();
    expect(accepted(replies as Reply<object>[])).toBeLessThanOrEqual(most());
    for (const tab of tabs) tab.socket.disconnect();
  });

  test("about typing are passed on no faster than messages", async () => {
    await using server = await serve({ MESSAGE_RATE: "1", MESSAGE_BURST: "5" });
    using lin = await Wire.connect(server.url);
    await using mallory = await Client.connect(server.url);
    const most = allowed({ perSecond: 1, burst: 5 });
    for (let n = 0; n < 50; n += 1) mallory.tell("typing", { room: "lobby", on: true });
    await mallory.say("done");
    await lin.hears('42["tianxiu"');
    const passedOn = lin.heard.filter((frame) => frame.includes('"typing"')).length;
    expect(passedOn).toBeLessThanOrEqual(most());
  });

  test("have no limit when it is set to 0", async () => {
    await using server = await serve({ EVENT_RATE: "0", MESSAGE_RATE: "0" });
    await using ada = await Client.connect(server.url, "polling");
    // Twice as many as EVENT_RATE lets one send at once by default, and more than MESSAGE_BURST.
    expect(accepted(await sayAll(ada, 400))).toBe(400);
  });
});

describe("H20: rooms without end", () => {
  const ROOMS = 5000;

  test("stock joins a socket to every room", async () => {
    await using stock = await Victim.start("stock");
    using mallory = await Wire.connect(stock.url);
    mallory.send(...Array.from({ length: ROOMS }, (_, n) => `42["join",{"room":"room-${n}"}]`));
    await stock.becomes("the rooms", ({ rooms }) => rooms >= ROOMS);
  });

  test("chuan joins a socket to at most MAX_ROOMS, twenty by default", async () => {
    await using server = await serve();
    await using mallory = await Client.connect(server.url);
    const joins = Array.from({ length: 100 }, (_, n) => mallory.ask("join", { room: `room-${n}` }));
    const replies = (await Promise.all(joins)) as Reply<object>[];
    expect(accepted(replies)).toBe(19);
    expect(replies.at(-1)).toMatchObject({ error: { code: "too_many_rooms" } });
  });
});
