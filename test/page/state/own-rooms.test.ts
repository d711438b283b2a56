import { expect, test as alone } from "bun:test";
import type { KeyValueStore } from "../../../src/client/key-value-store";
import type { Ask } from "../../../src/client/asking";
import type { OwnRoom, Reply } from "../../../src/protocol";
import { memory } from "../../client/memory";
import { until } from "../../support/until";
import { device } from "../device";

const test = alone.concurrent;

const SECRET = "~secretsecretsecretsecr";
const CLOSED: OwnRoom = {
  room: SECRET,
  kind: "closed",
  title: "Secret plans",
  rank: "member",
  head: 7,
  rev: 9,
};
const OPEN: OwnRoom = { room: "designers", kind: "open", rank: "member", head: 3, rev: 3 };

const gone = (room: OwnRoom): OwnRoom => ({ ...room, gone: true });
const kept = (store: KeyValueStore) => String(store.getItem("chuan.rooms"));

test("P36: all of one's rooms are on the list of a new device, with their titles and nothing unread", () => {
  const { chat, names, greet } = device();
  const many = Array.from({ length: 300 }, (_, n) => ({ ...OPEN, room: `room-${n}` }));
  greet(CLOSED, ...many);
  expect(names()).toEqual(["lobby", SECRET, ...many.map(({ room }) => room)]);
  expect(chat.rooms.value.every(({ unread }) => unread.value === 0)).toBe(true);
  expect(chat.rooms.value[1]?.profile.value).toMatchObject({
    title: "Secret plans",
    rank: "member",
  });
  expect(chat.server.value.title).toBe("The Atelier");
});

test("P36: a room has its title before the server has greeted, and its new one when the server says so", () => {
  const first = device();
  first.greet(CLOSED);
  const { chat, greet, told } = device({ store: first.store });
  expect(chat.rooms.value[1]?.profile.value.title).toBe("Secret plans");
  greet(CLOSED);
  told({ ...CLOSED, title: "Old plans", locked: true });
  expect(chat.rooms.value[1]?.profile.value).toMatchObject({ title: "Old plans", locked: true });
});

test("P36: what was said in a room while this device was away is unread there, before the room is joined", () => {
  const first = device();
  first.greet(CLOSED);
  const { chat, greet } = device({ store: first.store });
  greet({ ...CLOSED, head: 12 });
  expect(chat.rooms.value[1]?.unread.value).toBe(5);
});

test("P36: a room that becomes one's own while connected is listed and joined at once", async () => {
  const { names, greet, told, asked } = device();
  greet();
  told(CLOSED);
  expect(names()).toEqual(["lobby", SECRET]);
  await until("the room to be joined", () => asked.includes(`join ${SECRET}`));
});

test("P36: a room that ends leaves the list, and the open page says so in the lobby", async () => {
  const { chat, names, greet, told } = device();
  greet(CLOSED, OPEN);
  chat.open({ room: SECRET });
  told(gone(OPEN));
  expect([chat.room.value.name, chat.own.ended.value]).toEqual([SECRET, undefined]);
  told(gone(CLOSED));
  expect(names()).toEqual(["lobby"]);
  expect(chat.room.value.name).toBe("lobby");
  expect(chat.own.ended.value?.profile.value.title).toBe("Secret plans");
});

test("P23, H28: of a room that has ended this device keeps no message, no draft and no title, also if it was away", async () => {
  for (const end of ["told", "away"] as const) {
    const ada = device();
    ada.greet(CLOSED);
    ada.cached.set(SECRET, { messages: [], rev: 9, epoch: "one" });
    ada.drafts.keep(SECRET, "a draft of a secret");
    if (end === "told") ada.told(gone(CLOSED));
    else device(ada).greet();
    await until("the cache to be empty", () => ada.cached.size === 0);
    expect(ada.store.getItem(`chuan.draft.${SECRET}`)).toBeNull();
    expect(kept(ada.store)).not.toContain("Secret");
    expect(kept(ada.store)).not.toContain(SECRET);
  }
});

test("a room that was left on another device is not joined again by this one: neither by its list nor by an unsent message", async () => {
  const ada = device();
  ada.greet(OPEN);
  ada.lose();
  ada.chat.open({ room: OPEN.room });
  ada.chat.send("typed in a tunnel");
  ada.chat.open({ room: "lobby" });
  await until("the message to be kept", () => ada.unsent.size === 1);
  const { chat, greet, names, asked, unsent } = device(ada);
  await until("the message", () => chat.rooms.value[1]?.outgoing.value.length === 1);
  greet();
  await until("the refusal", () => chat.rooms.value[1]?.hasFailed.value === true);
  expect(asked.filter((one) => one.endsWith(OPEN.room))).toEqual([]);
  // It is refused where one sees it, and not lost; without it, there is nothing left to show.
  expect(names()).toEqual(["lobby", OPEN.room]);
  expect(chat.rooms.value[1]?.outgoing.value[0]).toMatchObject({
    txt: "typed in a tunnel",
    state: "failed",
    error: { code: "forbidden" },
  });
  chat.discard([...unsent.keys()][0] ?? "");
  await until("the list without it", () => names().length === 1);
});

test("an open room that one has left is one's own again when one opens it again", () => {
  const { chat, names, greet, told } = device();
  greet(OPEN);
  told(gone(OPEN));
  chat.open({ room: OPEN.room });
  expect(names()).toEqual(["lobby", OPEN.room]);
});

test("the address of a closed room that is not one's own lists nothing", async () => {
  const { chat, names, greet, store } = device({ place: SECRET });
  greet();
  await until("the refusal", () => chat.refusal.value?.code === "forbidden");
  expect(names()).toEqual(["lobby"]);
  expect(kept(store)).not.toContain(SECRET);
});

test("P36: a closed room that one was refused opens by itself when one becomes its member", async () => {
  const { chat, greet, told } = device({ place: SECRET });
  greet();
  await until("the refusal", () => chat.refusal.value !== undefined);
  told(CLOSED);
  await until("no refusal", () => chat.refusal.value === undefined);
});

test("leaving a room takes it from the list without a word; what the server refuses leaves it there", async () => {
  const replies: Reply<object>[] = [
    { ok: false, error: { code: "forbidden", message: "make somebody else owner first" } },
    { ok: true },
  ];
  const asked: unknown[] = [];
  const ask: Ask = async (...request) => {
    asked.push(request);
    return replies.shift() as never;
  };
  const { chat, names, greet, told } = device({ ask });
  greet(CLOSED);
  chat.open({ room: SECRET });
  expect(await chat.own.leave(SECRET, "quit")).toMatchObject({ ok: false });
  expect(names()).toEqual(["lobby", SECRET]);
  expect(await chat.own.leave(SECRET, "dissolve")).toEqual({ ok: true });
  expect(asked).toEqual([
    ["quit", { room: SECRET }],
    ["dissolve", { room: SECRET }],
  ]);
  told(gone(CLOSED));
  expect([names(), chat.room.value.name, chat.own.ended.value]).toEqual([
    ["lobby"],
    "lobby",
    undefined,
  ]);
});

test("a room that ends on one page ends on the others of the browser as well", () => {
  const ada = device();
  ada.greet(CLOSED);
  const other = device({ store: ada.store });
  other.greet(CLOSED);
  other.chat.open({ room: SECRET });
  ada.told(gone(CLOSED));
  other.chat.refresh();
  other.told(gone(CLOSED));
  expect(other.names()).toEqual(["lobby"]);
  expect(other.chat.own.ended.value?.name).toBe(SECRET);
});

test("notifications of a room that has ended are taken back", () => {
  const { chat, greet, told } = device();
  greet(CLOSED);
  expect(chat.hasSeen({ room: SECRET, seq: 99 })).toBe(false);
  told(gone(CLOSED));
  expect(chat.hasSeen({ room: SECRET, seq: 99 })).toBe(true);
});

test("a list that another program has written over is read as far as it makes sense", () => {
  const store = memory();
  store.setItem(
    "chuan.rooms",
    JSON.stringify([{ room: "designers", tell: "all", own: { title: 7 } }]),
  );
  expect(device({ store }).names()).toEqual(["lobby"]);
});
