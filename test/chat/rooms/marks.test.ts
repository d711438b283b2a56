/** How far people have read, and what they want to hear of, on every device (P36). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { createMarks } from "../../../src/chat/rooms/marks";
import type { Caller } from "../../../src/chat/caller";
import type { Marked, OwnRoom, ReplyTo } from "../../../src/protocol";
import type { NewMark } from "../../../src/store";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { codeOf, come, granted, type Here, roomNotice } from "../access/people";

setDefaultTimeout(60_000);
const test = alone.concurrent;
const room = "designers";

const mark = (client: Client, asked: object) =>
  granted<ReplyTo<"mark">>(client.ask("mark", { room, ...asked }));
const code = (client: Client, name: string) => codeOf(client.ask("mark", { room: name, seq: 1 }));
const told = async (client: Client) => ((await client.next("marked")) as [Marked])[0];
const ownRoom = ({ welcome }: Here, name = room) =>
  welcome.rooms.find((one: OwnRoom) => one.room === name);

/** Two devices of ada, in the room. */
async function twoDevices(url: string) {
  const [desk, phone] = [await come(url, "ada"), await come(url, "ada")];
  await granted(desk.client.ask("join", { room }));
  await roomNotice(phone.client, (one) => one.room === room);
  for (let n = 0; n < 3; n += 1) await granted(desk.client.say(`${n}`, { room }));
  return [desk, phone] as const;
}

test("P36: a mark is told to one's other connections, and to those that come later; the further one wins", async () => {
  await using server = await serve();
  const [desk, phone] = await twoDevices(server.url);
  expect(await mark(desk.client, { seq: 2 })).toMatchObject({ room, seen: 2 });
  expect(await told(phone.client)).toEqual({ room, seen: 2 });
  expect(await mark(phone.client, { seq: 1 })).toMatchObject({ seen: 2 });
  expect(await mark(phone.client, { seq: 3, level: "calls" })).toMatchObject({ seen: 3 });
  expect(await told(desk.client)).toEqual({ room, seen: 3, level: "calls" });
  expect(ownRoom(await come(server.url, "ada"))).toMatchObject({ seen: 3, level: "calls" });
  for (const { client } of [desk, phone]) client.socket.disconnect();
});

test("P36: `unread` sets a mark back on purpose, and the level stays what it was", async () => {
  await using server = await serve();
  const [desk, phone] = await twoDevices(server.url);
  await mark(desk.client, { seq: 3, level: "none" });
  await told(phone.client);
  expect(await mark(phone.client, { seq: 1, unread: true })).toMatchObject({ seen: 1 });
  expect(await told(desk.client)).toEqual({ room, seen: 1, level: "none" });
  expect(ownRoom(await come(server.url, "ada"))).toMatchObject({ seen: 1, level: "none" });
  for (const { client } of [desk, phone]) client.socket.disconnect();
});

test("P36: the lobby has a mark too, which comes in a notice `room`", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await granted(ada.client.say("hello"));
  await granted(ada.client.ask("mark", { room: "lobby", seq: 1 }));
  await using phone = await come(server.url, "ada");
  const lobby = await roomNotice(phone.client, (one) => one.room === "lobby");
  expect(lobby).toMatchObject({ seen: 1, head: 1 });
});

test("P36: marks are of rooms that one belongs to, and take a key", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using guest = await Client.connect(server.url);
  expect(await code(ada.client, room)).toBe("not_in_room");
  expect(await code(ada.client, `~${"x".repeat(22)}`)).toBe("forbidden");
  expect(await code(ada.client, "~server")).toBe("forbidden");
  expect(await code(guest, "lobby")).toBe("forbidden");
});

/** The use case over a store that counts what it is asked, with one caller. */
function counted(pace: number) {
  const writes: (readonly NewMark[])[] = [];
  const seen = new Map<string, number>();
  const standing = {
    rank: undefined,
    restrictions: undefined,
    isSure: true,
    rooms: new Map([[room, { room, rank: "member" as const, head: 9, rev: 9 }]]),
  };
  const ada: Caller = {
    id: "ada",
    person: { from: "ada", name: "ada" },
    address: "192.0.2.1",
    hasKey: true,
    standing,
    memberships: new Map(),
    isGone: false,
  };
  const use = createMarks(
    {
      access: { require: () => {} },
      audience: { tellOne: () => {} },
      standings: { callersWith: () => [ada], setMark: () => true, reload: async () => {} },
      persons: {
        onMarks: () => {},
        async mark(marks) {
          writes.push(marks);
          for (const one of marks) seen.set(one.room, one.seen ?? 0);
          return marks.map((one) => ({ from: one.from, room: one.room, seen: seen.get(one.room) }));
        },
      },
    },
    pace,
  );
  return { writes, mark: (seq: number) => use(ada, { room, seq, unread: false }) };
}

test("H26, P36: a flood of marks is one write at once and one each pace, with the furthest; all are acknowledged", async () => {
  const pace = 200;
  const { writes, mark: say } = counted(pace);
  const began = performance.now();
  const answers: Promise<Marked>[] = [];
  for (let n = 1; n <= 500; n += 1) {
    answers.push(Promise.resolve(say(n)));
    if (n % 50 === 0) await Bun.sleep(10);
  }
  await Promise.all(answers);
  const paces = (performance.now() - began) / pace;
  expect(writes.length).toBeGreaterThan(0);
  expect(writes.length).toBeLessThanOrEqual(Math.ceil(paces) + 1);
  expect(writes.at(-1)).toMatchObject([{ room, seen: 500 }]);
});

test("P36: the first mark of a person is durable at once, and a second one within two seconds waits", async () => {
  await using server = await serve();
  const [desk, phone] = await twoDevices(server.url);
  const began = performance.now();
  await mark(desk.client, { seq: 1 });
  expect(performance.now() - began).toBeLessThan(1000);
  const later = mark(desk.client, { seq: 2 });
  // The other device hears of it before it is written.
  await told(phone.client);
  expect(await told(phone.client)).toEqual({ room, seen: 2 });
  expect(performance.now() - began).toBeLessThan(1500);
  await later;
  expect(performance.now() - began).toBeGreaterThan(1500);
  for (const { client } of [desk, phone]) client.socket.disconnect();
});
