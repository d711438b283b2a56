/** What acts of people who keep order do on the page of ada, whose server is the test. */
import { afterEach, expect, jest, test } from "bun:test";
import { whyMute } from "../../../src/page/state/rights";
import type { Notice, OwnRoom } from "../../../src/protocol";
import { until } from "../../support/until";
import { device } from "../device";

const DESIGNERS: OwnRoom = { room: "designers", kind: "open", rank: "member", head: 0, rev: 0 };
const HOUR = 3600_000;
const soon = () => Date.now() + HOUR;

afterEach(() => void jest.useRealTimers());

/** Ada in a room of hers, all of which she has seen. */
async function inDesigners(own = DESIGNERS) {
  const ada = device({ place: "designers" });
  ada.greet(own);
  await until("ada in the room", () => ada.chat.room.value.isSettled.value);
  return ada;
}

const room = "designers";
const act = (notice: Partial<Notice>): { notice: Notice } => ({
  notice: { act: "mute", by: "lin", whom: "noor", name: "noor", ...notice },
});

test("P32: an act on others is no unread message and calls nobody; one that meets the person does", async () => {
  const ada = device();
  ada.greet(DESIGNERS);
  const there = ada.chat.rooms.value.find(({ name }) => name === room)!;
  ada.say({ room, ...act({ until: soon() }) });
  expect([there.unread.value, there.isMentioned.value]).toEqual([0, false]);
  ada.say({ room });
  ada.say({ room, notice: { act: "lock", by: "lin" } });
  expect(there.unread.value).toBe(1);
  const met = ada.say({ room, ...act({ whom: "ada", until: soon() }) });
  expect([there.unread.value, there.isMentioned.value]).toEqual([2, true]);
  expect([there.callsMe(met), ada.chat.isCalledBy(met)]).toEqual([true, true]);
});

test("P32: an act of one's own is not unread and does not call oneself", async () => {
  const ada = device();
  ada.greet(DESIGNERS);
  const there = ada.chat.rooms.value.find(({ name }) => name === room)!;
  ada.say({ room, from: "ada", ...act({ by: "ada", act: "rank", whom: "ada", rank: "member" }) });
  expect([there.unread.value, there.isMentioned.value]).toEqual([0, false]);
});

test("P32: acts that were missed are not unread once the room is read, and draw no line of the unread", async () => {
  const ada = await inDesigners();
  ada.lose();
  ada.say({ room, ...act({ until: soon() }) }, false);
  ada.greet({ ...DESIGNERS, head: 1, rev: 1 });
  const { value: shown } = ada.chat.room;
  await until("the act read", () => shown.messages.value.length === 1);
  expect([shown.unread.value, shown.unreadLine.value]).toEqual([0, undefined]);
});

test("P32: an act on oneself holds from its message on: nothing can be written, and it says until when and why", async () => {
  const ada = await inDesigners();
  const at = soon();
  ada.say({ room, ...act({ whom: "ada", until: at, reason: "spam" }) });
  const { value: here } = ada.chat.room;
  expect(whyMute(here, ada.chat)).toMatchObject({ key: "error_muted", until: at, reason: "spam" });
  ada.say({ room, ...act({ act: "pardon", whom: "noor" }) });
  expect(whyMute(here, ada.chat)).toBeDefined();
  ada.say({ room, ...act({ act: "pardon", whom: "ada" }) });
  expect(whyMute(here, ada.chat)).toBeUndefined();
});

test("P32: somebody muted knows it after a reload, before the server has answered", async () => {
  const ada = device();
  ada.greet({ ...DESIGNERS, muted: { until: soon(), reason: "spam" } });
  const again = device({ store: ada.store, place: room });
  expect(whyMute(again.chat.room.value, again.chat)).toMatchObject({
    key: "error_muted",
    reason: "spam",
  });
  again.greet(DESIGNERS);
  expect(whyMute(again.chat.room.value, again.chat)).toBeUndefined();
});

test("P32: when the time is over, one can write again, without a word of the server", async () => {
  jest.useFakeTimers();
  const ada = device({ place: room });
  ada.greet({ ...DESIGNERS, muted: { until: soon() } });
  expect(whyMute(ada.chat.room.value, ada.chat)).toBeDefined();
  jest.advanceTimersByTime(HOUR + 1000);
  expect(whyMute(ada.chat.room.value, ada.chat)).toBeUndefined();
});

test("P32: a restriction on the server holds in its open rooms, and in no closed one", async () => {
  const closed = { ...DESIGNERS, room: "~secretsecretsecretsecr", kind: "closed" } as const;
  const ada = device();
  ada.greet(DESIGNERS, closed);
  ada.toldServer({ muted: { until: soon() } });
  const [lobby, open, secret] = ada.chat.rooms.value;
  const why = [lobby!, open!, secret!].map((one) => whyMute(one, ada.chat)?.key);
  expect(why).toEqual(["error_muted", "error_muted", undefined]);
});

test("P32: a message that the server refuses for a mute is kept, says until when and why, and is sent again by the person", async () => {
  const ada = await inDesigners();
  const at = soon();
  ada.refused.set(room, { code: "muted", message: "no", until: at, reason: "spam" });
  ada.chat.send("first");
  ada.chat.send("second");
  const { value: here } = ada.chat.room;
  const failed = () => here.outgoing.value.filter(({ state }) => state === "failed");
  await until("both refused", () => failed().length === 2);
  expect(failed()).toMatchObject([{ error: { until: at, reason: "spam" } }, { txt: "second" }]);
  expect(ada.asked.filter((one) => one === "chuan designers")).toHaveLength(1);
  expect(whyMute(here, ada.chat)).toMatchObject({ key: "error_muted", until: at });
  expect([...ada.unsent.values()].map((one) => "txt" in one && one.txt)).toEqual([
    "first",
    "second",
  ]);
  ada.refused.clear();
  for (const { id } of failed()) ada.chat.retry(id);
  await until("both sent", () => ada.unsent.size === 0);
});

test("P32: a room from which one is banned says until when and why, and keeps what was not sent", async () => {
  const ada = await inDesigners();
  const ban = { act: "ban", until: soon(), reason: "spam" } as const;
  ada.refused.set(room, { code: "banned", message: "no", until: ban.until, reason: "spam" });
  ada.chat.send("unsent");
  await until("the refusal", () => ada.chat.room.value.hasFailed.value);
  ada.told({ ...DESIGNERS, gone: true, out: ban });
  expect(ada.chat.own.ended.value?.profile.value.out).toEqual(ban);
  expect(ada.chat.room.value.name).toBe("lobby");
  ada.chat.retry([...ada.unsent.keys()][0]!);
  const there = ada.chat.rooms.value.find(({ name }) => name === room)!;
  const why = { code: "banned", until: ban.until, reason: "spam" };
  await until("why", () => there.outgoing.value.some((one) => one.state === "failed"));
  expect(there.outgoing.value).toMatchObject([{ txt: "unsent", error: why }]);
  ada.chat.open({ room });
  await until("the refusal", () => ada.chat.refusal.value !== undefined);
  const { key, ...told } = whyMute(ada.chat.room.value, ada.chat) ?? {};
  expect([key, told]).toEqual(["error_banned", expect.objectContaining({ reason: "spam" })]);
});

test("P32: a room from which one is banned is joined again when the time is over", async () => {
  const ada = device({ place: room });
  ada.refused.set(room, { code: "banned", message: "no", until: soon() });
  const joins = () => ada.asked.filter((one) => one === "join designers").length;
  jest.useFakeTimers();
  ada.greet();
  for (let n = 0; n < 100 && !ada.chat.refusal.value; n += 1) await Promise.resolve();
  expect([ada.chat.refusal.value?.code, joins()]).toEqual(["banned", 1]);
  ada.refused.clear();
  jest.advanceTimersByTime(HOUR / 2);
  expect(joins()).toBe(1);
  jest.advanceTimersByTime(HOUR);
  for (let n = 0; n < 100 && joins() < 2; n += 1) await Promise.resolve();
  expect(joins()).toBe(2);
  expect(whyMute(ada.chat.room.value, ada.chat)).toBeUndefined();
});

test("P32: a banned person's page shows why, until it is let in again", () => {
  const ada = device();
  const error = { code: "banned", message: "no", until: soon() } as const;
  ada.status({ is: "banned", error });
  expect(ada.chat.shutOut.value).toEqual(error);
  ada.status({ is: "connecting" });
  expect(ada.chat.shutOut.value).toEqual(error);
  ada.greet();
  expect(ada.chat.shutOut.value).toBeUndefined();
});

test("P31: who reported a message learns that it was looked at", () => {
  const ada = device();
  ada.greet(DESIGNERS);
  ada.decided({ room, seq: 3, outcome: "acted" });
  expect(ada.chat.decided.value).toEqual({ room, seq: 3, outcome: "acted" });
});
