/** Names, keys, marks and direct rooms on two machines of one Postgres (P30, P34 to P36). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { FoundPerson, Marked, ReplyTo, Self } from "../../../src/protocol";
import { Client } from "../../support/client";
import { shared } from "../../support/shared";
import { until } from "../../support/until";
import { codeOf, come, granted, idOf, keyOf, machines, roomNotice } from "../access/people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** Milliseconds in which a change holds on every machine, and as much again for a machine that is busy. */
const HOLDS = 2000;

/** Each test has people, names and rooms of its own there. */
const fleet = shared(() => machines(2));

test("P34: of twenty people who claim a name and names that look like it at once on two machines, one gets it", async () => {
  const spellings = ["lea", "LEA", "lеа", "ｌｅａ", "l\u200bea"];
  const crowd = await Promise.all(
    Array.from({ length: 20 }, (_, n) => come(fleet().urls[n % 2] ?? "", `guest ${n}`)),
  );
  const codes = await Promise.all(
    crowd.map(({ client }, n) =>
      codeOf(client.ask("claim", { name: spellings[n % spellings.length] })),
    ),
  );
  expect(codes.filter((code) => code === "ok")).toHaveLength(1);
  expect(new Set(codes)).toEqual(new Set(["ok", "name_taken"]));
  const winner = crowd[codes.indexOf("ok")];
  const others = crowd.filter((one) => one !== winner);
  await until("the name to be the owner's everywhere", async () => {
    const said = await Promise.all(
      others.slice(0, 9).map(({ client }) => codeOf(client.say("I am lea", { name: "lea" }))),
    );
    return said.every((code) => code === "name_taken");
  });
  expect(await codeOf(winner?.client.say("I am lea", { name: "lea" }) ?? Promise.reject())).toBe(
    "ok",
  );
  for (const { client } of crowd) client.socket.disconnect();
});

test("P34: a name that is claimed on one machine is nobody else's within a second on another, for open connections too", async () => {
  const [a, b] = fleet().urls;
  await using noor = await come(a, "noor");
  await using eve = await Client.connect(b, "websocket", { name: "noor" });
  await granted(eve.ask("rename", { name: "noor" }));
  const began = performance.now();
  await granted(noor.client.ask("claim", { name: "noor" }));
  await until(
    "the name to be refused",
    async () => (await codeOf(eve.ask("rename", { name: "Noor" }))) === "name_taken",
  );
  expect(performance.now() - began).toBeLessThan(HOLDS);
  expect(await codeOf(eve.say("I am noor", { name: "noor" }))).toBe("name_taken");
  await granted(noor.client.ask("release", {}));
  await until(
    "the name to be free",
    async () => (await codeOf(eve.ask("rename", { name: "Noor" }))) === "ok",
  );
});

test("P35: a key that is replaced on one machine is out within a second on another, by each transport and in the middle of sending, and refused there", async () => {
  const [a, b] = fleet().urls;
  await using desk = await come(a, "ada");
  const auth = { name: "ada", key: keyOf("ada") };
  const transports = ["polling", "websocket", "upgrade"] as const;
  const thieves = await Promise.all(transports.map((one) => Client.connect(b, one, auth)));
  const outs = thieves.map(
    ({ socket }) => new Promise<string>((resolve) => socket.once("disconnect", resolve)),
  );
  const room = "heists";
  await granted(desk.client.ask("join", { room }));
  for (const thief of thieves) await granted(thief.ask("join", { room }));
  const flood = thieves.flatMap((thief) =>
    Array.from({ length: 10 }, (_, n) => thief.say(`under way ${n}`, { room }).catch(() => {})),
  );
  const began = performance.now();
  await granted(desk.client.ask("rekey", { key: "a new key of ada's own" }));
  expect(new Set(await Promise.all(outs))).toEqual(new Set(["io server disconnect"]));
  expect(performance.now() - began).toBeLessThan(HOLDS);
  for (const { socket } of thieves) {
    socket.emit("chuan", { name: "ada", txt: "after all" }, { room });
    socket.connect();
    const refused = new Promise<Error>((resolve) => socket.once("connect_error", resolve));
    expect(await refused).toMatchObject({ data: { code: "forbidden" } });
  }
  await Promise.all(flood);
  await using again = await come(b, "ada", { key: "a new key of ada's own" });
  expect(again.welcome.you.from).toBe(idOf("ada"));
  const log = await again.client.log(room);
  expect(log.map(({ txt }) => txt)).not.toContain("after all");
  for (const { socket } of thieves) socket.disconnect();
});

test("P35: of two machines on which one person's devices ask for another key at once, one gives it", async () => {
  const [a, b] = fleet().urls;
  for (let n = 0; n < 5; n += 1) {
    const devices = [await come(a, `wen ${n}`), await come(b, `wen ${n}`)];
    const codes = await Promise.all(
      devices.map(({ client }, device) =>
        codeOf(client.ask("rekey", { key: `key ${n} of device ${device}` })).catch(() => "out"),
      ),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    for (const { client } of devices) client.socket.disconnect();
  }
});

test("P36: four devices of one person on two machines agree on marks and levels, on each device that sets them, the further mark first or last", async () => {
  const [a, b] = fleet().urls;
  const devices = await Promise.all([a, b, b, a].map((url) => come(url, "mei")));
  const [desk] = devices;
  if (!desk) throw new Error("there are four devices");
  const room = "designers";
  await granted(desk.client.ask("join", { room }));
  for (const { client } of devices.slice(1)) await roomNotice(client, (told) => told.room === room);
  for (let n = 0; n < 9; n += 1) await granted(desk.client.say(`${n}`, { room }));
  const began = performance.now();
  const last = await Promise.all(
    devices.map(async ({ client }, n) => {
      const level = n === 2 ? { level: "calls" } : {};
      const asked = client.ask("mark", { room, seq: [3, 9, 5, 7][n], ...level });
      const known = await granted<ReplyTo<"mark">>(asked);
      // What it is not answered it is told.
      while (known.seen !== 9 || known.level !== "calls") {
        const [told] = (await client.next("marked")) as [Marked];
        if ((told.seen ?? 0) >= (known.seen ?? 0)) Object.assign(known, told);
      }
      return { seen: known.seen, level: known.level };
    }),
  );
  expect(last).toEqual(devices.map(() => ({ seen: 9, level: "calls" })));
  expect(performance.now() - began).toBeLessThan(4000);
  await using later = await come(b, "mei");
  expect(later.welcome.rooms).toMatchObject([{ room, seen: 9, level: "calls" }]);
  for (const { client } of devices) client.socket.disconnect();
});

test("P30: two who write to each other at once on two machines have one room, and a block on one machine holds on another", async () => {
  const [a, b] = fleet().urls;
  await using kim = await come(a, "kim");
  await using lin = await come(b, "lin");
  await using phone = await come(b, "kim");
  await granted(phone.client.ask("leave", { room: "lobby" }));
  const heard = await phone.client.unread();
  for (const { client } of [kim, lin]) await granted(client.ask("allow", { direct: "everybody" }));
  const [one, other] = await Promise.all([
    granted<ReplyTo<"direct">>(kim.client.ask("direct", { from: idOf("lin") })),
    granted<ReplyTo<"direct">>(lin.client.ask("direct", { from: idOf("kim") })),
  ]);
  const { room } = one.room;
  expect(other.room.room).toBe(room);
  expect(await roomNotice(phone.client, (told) => told.room === room)).toMatchObject({
    kind: "direct",
    with: { from: idOf("lin") },
  });
  await granted(phone.client.ask("join", { room }));
  await granted(lin.client.ask("join", { room }));
  await granted(kim.client.ask("block", { from: idOf("lin"), on: true }));
  await roomNotice(phone.client, (told) => told.gone === true && told.room === room);
  let self: Self | undefined;
  while (!self?.blocked.length) [self] = (await phone.client.next("self")) as [Self];
  expect(self.blocked).toEqual([idOf("lin")]);
  await granted(lin.client.say("are you there?", { room }));
  expect(await codeOf(phone.client.ask("history", { room }))).toBe("forbidden");
  expect(await phone.client.unread()).toBe(heard);
});

test("P36: who leaves for good on one machine is out on the others, and the name is free there", async () => {
  const [a, b] = fleet().urls;
  await using zoe = await come(a, "zoe");
  await using phone = await come(b, "zoe");
  await using bo = await come(b, "bo");
  await granted(zoe.client.ask("claim", { name: "zoe" }));
  const out = new Promise<string>((resolve) => phone.client.socket.once("disconnect", resolve));
  await granted(zoe.client.ask("erase", { messages: false }));
  expect(await out).toBe("io server disconnect");
  await until(
    "the name to be free",
    async () => (await codeOf(bo.client.say("hello", { name: "zoe" }))) === "ok",
  );
  expect(await Client.refused(b, { key: keyOf("zoe") })).toMatchObject({
    data: { code: "forbidden" },
  });
});

test("P25: who moderates the server is the same on every machine, also of somebody who is on another one", async () => {
  const { urls, token } = fleet();
  await using owner = await come(urls[0], "ida", { invitation: token });
  await using eve = await come(urls[1], "eve");
  expect(owner.welcome.server.rank).toBe("owner");
  let found: readonly FoundPerson[] = [];
  await until("the owner to be known on the other machine", async () => {
    const asked = eve.client.ask("people", { room: "lobby", moderators: true });
    found = (await granted<ReplyTo<"people">>(asked)).people;
    return found.length > 0;
  });
  expect(found).toEqual([{ from: idOf("ida"), name: "ida", onServer: "owner" }]);
});
