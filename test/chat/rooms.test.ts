import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { FIXED_LIMITS, type Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has a server of its own.
const test = alone.concurrent;

test("P4: messages reach the connections in their room, and no others", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url, "polling");
  await using noor = await Client.connect(server.url);
  for (const one of [ada, lin]) await one.ask("join", { room: "设计师" });

  await ada.say("for designers", { room: "设计师" });

  expect(await lin.message()).toMatchObject({
    msg: { txt: "for designers" },
    meta: { room: "设计师", seq: 1 },
  });
  expect(await noor.unread()).toBe(0);
});

test("P4: every connection starts in the lobby, and may leave and join it", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);

  await lin.ask("leave", { room: "lobby" });
  await ada.say("while lin is away");
  expect(await lin.unread()).toBe(0);
  expect(await lin.say("from outside")).toMatchObject({
    ok: false,
    error: { code: "not_in_room" },
  });

  await lin.ask("join", { room: "lobby" });
  await ada.say("lin is back");
  expect((await lin.message()).msg.txt).toBe("lin is back");
});

test("P10: each room counts its own messages", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await ada.ask("join", { room: "designers" });
  await ada.say("one");
  await ada.say("two");
  expect(await ada.say("one", { room: "designers" })).toMatchObject({
    meta: { room: "designers", seq: 1 },
  });
  expect(await ada.say("three")).toMatchObject({ meta: { room: "lobby", seq: 3 } });
});

test("P13: the reply to join has the room's extent", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);
  expect(await ada.ask("join", { room: "designers" })).toMatchObject({
    ok: true,
    room: "designers",
    head: 0,
    floor: 0,
  });
  await ada.say("one", { room: "designers" });
  expect(await lin.ask("join", { room: "designers" })).toMatchObject({
    ok: true,
    head: 1,
    floor: 1,
  });
});

test("P4: a connection is in at most as many rooms as the deployment allows, the lobby among them", async () => {
  await using server = await serve({ MAX_ROOMS: "3" });
  await using ada = await Client.connect(server.url);
  const join = (room: string) => ada.ask("join", { room });
  expect(await Promise.all(["a", "b", "c", "a"].map(join))).toMatchObject([
    { ok: true },
    { ok: true },
    { ok: false, error: { code: "too_many_rooms" } },
    { ok: true },
  ]);
  await ada.ask("leave", { room: "a" });
  expect(await join("c")).toMatchObject({ ok: true });
});

test("P4, P19: `welcome` has no key for a limit that the deployment does not set", async () => {
  await using server = await serve({ MAX_ROOMS: "0", BACKLOG_BYTES: "0", FILES: "off" });
  await using ada = await Client.connect(server.url);
  const [, welcome] = await ada.next("dixiu");
  expect((welcome as Welcome).limits).toEqual(FIXED_LIMITS);
  const rooms = Array.from({ length: 30 }, (_, n) => `room-${n}`);
  for (const room of rooms) expect(await ada.ask("join", { room })).toMatchObject({ ok: true });
});

test("P4: after many joins and leaves sent at once, the last one holds", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);
  await ada.ask("join", { room: "designers" });
  for (let round = 0; round < 50; round++) {
    lin.tell("join", { room: "designers" });
    lin.tell("leave", { room: "designers" });
  }
  await lin.ask("join", { room: "designers" });
  await ada.say("hello", { room: "designers" });
  expect((await lin.message()).msg.txt).toBe("hello");
  for (let round = 0; round < 50; round++) {
    lin.tell("leave", { room: "designers" });
    lin.tell("join", { room: "designers" });
  }
  await lin.ask("leave", { room: "designers" });
  await ada.say("nobody is here", { room: "designers" });
  expect(await lin.unread()).toBe(0);
});

test.each([
  ["nothing", undefined],
  ["a room that is no string", { room: 1 }],
  ["an empty room", { room: "" }],
  ["a room with a slash", { room: "a/b" }],
  ["a room with an emoji", { room: "👋" }],
  ["65 characters", { room: "x".repeat(65) }],
])("P4: an invalid room is refused: %s", async (_, request) => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  for (const event of ["join", "leave", "history"])
    expect(await ada.ask(event, request)).toMatchObject({
      ok: false,
      error: { message: expect.any(String) },
    });
});

test.each([
  ["a disconnection", '41\x1e42["join",{"room":"attic"}]'],
  ["the end of the connection", '42["join",{"room":"attic"}]\x1e1'],
])("P15: a join that arrives together with %s leaves nobody in the room", async (_, packets) => {
  await using server = await serve();
  await using lin = await Client.connect(server.url);
  const polling = `${server.url}/socket.io/?EIO=4&transport=polling`;
  const handshake = await (await fetch(polling)).text();
  const { sid } = JSON.parse(handshake.slice(1)) as { sid: string };
  const session = `${polling}&sid=${sid}`;
  await fetch(session, { method: "POST", body: "40" });
  await (await fetch(session)).text();
  await fetch(session, { method: "POST", body: packets });
  expect(await lin.ask("join", { room: "attic" })).toMatchObject({ count: 1 });
});
