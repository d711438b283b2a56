/** Names, keys, marks and direct rooms on three machines of one Postgres (P30, P34 to P36). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Marked, ReplyTo, Self } from "../../../src/protocol";
import { Client } from "../../support/client";
import { until } from "../../support/until";
import { codeOf, come, granted, idOf, keyOf, machines, roomNotice } from "../access/people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** Milliseconds in which a change holds on every machine, and as much again for a machine that is busy. */
const HOLDS = 2000;

test("P34: of thirty people who claim a name and names that look like it at once on three machines, one gets it", async () => {
  await using fleet = await machines();
  const spellings = ["ada", "ADA", "аdа", "ａｄａ", "a\u200bda"];
  const crowd = await Promise.all(
    fleet.urls.flatMap((url, machine) =>
      Array.from({ length: 10 }, (_, n) => come(url, `guest ${machine} ${n}`)),
    ),
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
      others.slice(0, 9).map(({ client }) => codeOf(client.say("I am ada", { name: "ada" }))),
    );
    return said.every((code) => code === "name_taken");
  });
  expect(await codeOf(winner?.client.say("I am ada", { name: "ada" }) ?? Promise.reject())).toBe(
    "ok",
  );
  for (const { client } of crowd) client.socket.disconnect();
});

test("P34: a name that is claimed on one machine is nobody else's within a second on another, for open connections too", async () => {
  await using fleet = await machines();
  const [a, b] = fleet.urls;
  await using ada = await come(a, "ada");
  await using eve = await Client.connect(b, "websocket", { name: "ada" });
  await granted(eve.ask("rename", { name: "ada" }));
  const began = performance.now();
  await granted(ada.client.ask("claim", { name: "ada" }));
  await until(
    "the name to be refused",
    async () => (await codeOf(eve.ask("rename", { name: "Ada" }))) === "name_taken",
  );
  expect(performance.now() - began).toBeLessThan(HOLDS);
  expect(await codeOf(eve.say("I am ada", { name: "ada" }))).toBe("name_taken");
  await granted(ada.client.ask("release", {}));
  await until(
    "the name to be free",
    async () => (await codeOf(eve.ask("rename", { name: "Ada" }))) === "ok",
  );
});

test("P35: a key that is replaced on one machine is out within a second on the others, and refused there", async () => {
  await using fleet = await machines();
  const [a, b, c] = fleet.urls;
  await using desk = await come(a, "ada");
  const stolen = [await come(b, "ada"), await come(c, "ada")];
  const outs = stolen.map(
    ({ client }) => new Promise<string>((resolve) => client.socket.once("disconnect", resolve)),
  );
  const began = performance.now();
  await granted(desk.client.ask("rekey", { key: "a new key of ada's own" }));
  expect(await Promise.all(outs)).toEqual(["io server disconnect", "io server disconnect"]);
  expect(performance.now() - began).toBeLessThan(HOLDS);
  for (const url of [b, c]) {
    expect(await Client.refused(url, { key: keyOf("ada") })).toMatchObject({
      data: { code: "forbidden" },
    });
    await using again = await come(url, "ada", { key: "a new key of ada's own" });
    expect(again.welcome.you.from).toBe(idOf("ada"));
  }
});

test("P35: of two machines on which one person's devices ask for another key at once, one gives it", async () => {
  await using fleet = await machines();
  const [a, b] = fleet.urls;
  for (let n = 0; n < 5; n += 1) {
    const devices = [await come(a, `ada ${n}`), await come(b, `ada ${n}`)];
    const codes = await Promise.all(
      devices.map(({ client }, device) =>
        codeOf(client.ask("rekey", { key: `key ${n} of device ${device}` })).catch(() => "out"),
      ),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    for (const { client } of devices) client.socket.disconnect();
  }
});

test("P36: four devices of one person on three machines agree on marks and levels, on each device that sets them, the further mark first or last", async () => {
  await using fleet = await machines();
  const [a, b, c] = fleet.urls;
  const devices = await Promise.all([a, b, c, a].map((url) => come(url, "ada")));
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
  await using later = await come(b, "ada");
  expect(later.welcome.rooms).toMatchObject([{ room, seen: 9, level: "calls" }]);
  for (const { client } of devices) client.socket.disconnect();
});

test("P30: two who write to each other at once on two machines have one room, and a block on one machine holds on another", async () => {
  await using fleet = await machines();
  const [a, b, c] = fleet.urls;
  await using ada = await come(a, "ada");
  await using lin = await come(b, "lin");
  await using phone = await come(c, "ada");
  for (const { client } of [ada, lin]) await granted(client.ask("allow", { direct: "everybody" }));
  const [one, other] = await Promise.all([
    granted<ReplyTo<"direct">>(ada.client.ask("direct", { from: idOf("lin") })),
    granted<ReplyTo<"direct">>(lin.client.ask("direct", { from: idOf("ada") })),
  ]);
  const { room } = one.room;
  expect(other.room.room).toBe(room);
  expect(await roomNotice(phone.client, (told) => told.room === room)).toMatchObject({
    kind: "direct",
    with: { from: idOf("lin") },
  });
  await granted(phone.client.ask("join", { room }));
  await granted(lin.client.ask("join", { room }));
  await granted(ada.client.ask("block", { from: idOf("lin"), on: true }));
  await roomNotice(phone.client, (told) => told.gone === true && told.room === room);
  let self: Self | undefined;
  while (!self?.blocked.length) [self] = (await phone.client.next("self")) as [Self];
  expect(self.blocked).toEqual([idOf("lin")]);
  await granted(lin.client.say("are you there?", { room }));
  expect(await codeOf(phone.client.ask("history", { room }))).toBe("forbidden");
  expect(await phone.client.unread()).toBe(0);
});

test("P36: who leaves for good on one machine is out on the others, and the name is free there", async () => {
  await using fleet = await machines();
  const [a, b, c] = fleet.urls;
  await using ada = await come(a, "ada");
  await using phone = await come(b, "ada");
  await using lin = await come(c, "lin");
  await granted(ada.client.ask("claim", { name: "ada" }));
  const out = new Promise<string>((resolve) => phone.client.socket.once("disconnect", resolve));
  await granted(ada.client.ask("erase", { messages: false }));
  expect(await out).toBe("io server disconnect");
  await until(
    "the name to be free",
    async () => (await codeOf(lin.client.say("hello", { name: "ada" }))) === "ok",
  );
  expect(await Client.refused(c, { key: keyOf("ada") })).toMatchObject({
    data: { code: "forbidden" },
  });
});
