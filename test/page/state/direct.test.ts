/** Rooms of two people, and people whom one has blocked (P30), as the page has them. */
import { expect, setDefaultTimeout, test } from "bun:test";
import type { Message, OwnRoom, Self } from "../../../src/protocol";
import { plainRoomTitle, roomTitle } from "../../../src/page/elements/room-title";
import { wordsIn } from "../../../src/page/languages/languages";
import { askToAllow, askToBlock } from "../../../src/page/self/change-self";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import { device } from "../device";
import { openBrowser, openPerson } from "../person";

setDefaultTimeout(60_000);

const { say } = await wordsIn("en");
const DIRECT: OwnRoom = {
  room: "~directdirectdirectdire",
  kind: "direct",
  rank: "member",
  head: 0,
  rev: 0,
  with: { from: "lin", name: "lin" },
};
const SELF: Self = { direct: "everybody", lastSeen: false, blocked: [] };

test("P30: a direct room is called as the other person, and every message of theirs is a call", async () => {
  const ada = device();
  ada.greet(DIRECT);
  await until("the room joined", () => ada.asked.includes(`join ${DIRECT.room}`));
  const room = ada.chat.rooms.value[1]!;
  expect([roomTitle(room, say), plainRoomTitle(room, say)]).toEqual(["lin", "lin"]);
  const said = ada.say({ room: DIRECT.room });
  expect([room.unread.value, room.isMentioned.value, ada.chat.isCalledBy(said)]).toEqual([
    1,
    true,
    true,
  ]);
  ada.told({ ...DIRECT, head: 1, rev: 1, with: { from: "lin", name: "" } });
  expect(roomTitle(room, say)).toBe("Deleted account");
});

test("P30: somebody who is blocked calls nobody and notifies of nothing; an act of theirs holds all the same", async () => {
  const ada = device();
  ada.greet();
  ada.kept({ ...SELF, blocked: ["lin"] });
  const calls = [{ from: "ada" }];
  const message = ada.say({ room: "lobby", calls });
  expect([ada.chat.isCalledBy(message), ada.heard]).toEqual([false, []]);
  const act = { notice: { act: "mute", by: "lin", whom: "ada" } } as Partial<Message>;
  expect(ada.chat.isCalledBy(ada.say({ room: "lobby", ...act }))).toBe(true);
  ada.kept(SELF);
  expect(ada.chat.isCalledBy(ada.say({ room: "lobby", calls }))).toBe(true);
  expect(ada.heard).toHaveLength(1);
});

test("P30: the room with somebody whom one has blocked leaves the list without a word, and one is in the lobby", () => {
  const ada = device();
  ada.greet(DIRECT);
  ada.chat.open({ room: DIRECT.room });
  ada.told({ ...DIRECT, gone: true });
  expect(ada.names()).toEqual(["lobby"]);
  expect([ada.chat.room.value.name, ada.chat.own.ended.value]).toEqual(["lobby", undefined]);
});

test("P30: two people write to each other; who is blocked notices nothing, and is heard again when that ends", async () => {
  await using server = await serve();
  const ada = await openPerson(server.url);
  const lin = await openPerson(server.url, {
    browser: openBrowser("lin", "the key of lin, who writes to ada"),
  });
  const refused = await lin.chat.own.direct({ from: ada.chat.me.value! });
  expect(refused).toMatchObject({ ok: false, error: { code: "forbidden" } });
  await askToAllow(ada.chat, { direct: "everybody" });
  expect(ada.chat.self.value?.direct).toBe("everybody");
  const made = await lin.chat.own.direct({ from: ada.chat.me.value! });
  if (!made.ok) throw new Error(made.error.message);
  lin.chat.open(made.room);
  lin.chat.send("hello ada");
  const there = () => ada.chat.rooms.value.find(({ isDirect }) => isDirect);
  await until("the message", () => there()?.unread.value === 1);
  expect(there()?.profile.value.with).toMatchObject({ name: "lin" });
  expect(there()?.isMentioned.value).toBe(true);

  await askToBlock(ada.chat, lin.chat.me.value!, true);
  await until("no direct room", () => there() === undefined);
  lin.chat.send("are you there?");
  await until("it sent", () => lin.chat.room.value.messages.value.length === 2);
  expect(there()).toBeUndefined();
  await askToBlock(ada.chat, lin.chat.me.value!, false);
  await until("the room again", () => there() !== undefined);
  ada.chat.open({ room: there()!.name });
  await until("both messages", () => ada.chat.room.value.messages.value.length === 2);
});
