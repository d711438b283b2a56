import { afterEach, expect, jest, test } from "bun:test";
import { open, said, message, shown } from "./opened-room";

afterEach(() => void jest.useRealTimers());

test("on the first visit nothing is unread, and the newest messages are shown", async () => {
  const { room } = await open({ said: 300 });
  expect([room.unread.value, room.unreadLine.value]).toEqual([0, undefined]);
  expect(shown(room)).toEqual([251, 300]);
});

test("on coming back, messages since the last visit are unread, below a line", async () => {
  const { room } = await open({ said: 30, seen: 20 });
  expect([room.unread.value, room.unreadLine.value]).toEqual([10, 20]);
  expect(room.goal.value).toEqual({ is: "unread" });
});

test("on coming back after very many messages, reading begins at the first unread one", async () => {
  const { room } = await open({ said: 5000, seen: 20 });
  expect(shown(room)).toEqual([1, 45]);
  expect([room.hasNewer.value, room.unread.value]).toEqual([true, 4980]);
});

test("removed messages are not unread, and reading goes on at the first kept one", async () => {
  const { room } = await open({ said: 1000, floor: 900, seen: 5 });
  expect(shown(room)).toEqual([900, 924]);
  expect([room.unreadLine.value, room.unread.value, room.hasNewer.value]).toEqual([899, 101, true]);
});

test("a seen message is no longer unread, and stays seen", async () => {
  const { room, roomList } = await open({ said: 30, seen: 20 });
  room.see(25);
  room.see(22);
  expect([room.unread.value, roomList.of("designers").seen]).toEqual([5, 25]);
});

test("messages of others are unread until seen, and own messages never are", async () => {
  const { room, say } = await open({ said: 1, seen: 1 });
  say("ada");
  expect(room.unread.value).toBe(0);
  say("lin");
  expect(room.unread.value).toBe(1);
  say("ada");
  expect(room.unread.value).toBe(2);
});

test("the line of the unread appears when a message comes while the person looks away, and not before", async () => {
  const { room, say } = await open({ said: 1, seen: 1 });
  expect(room.unreadLine.value).toBeUndefined();
  room.look(false);
  say();
  room.look(true);
  expect(room.unreadLine.value).toBe(1);
  room.see(2);
  room.look(false);
  room.look(true);
  expect(room.unreadLine.value).toBeUndefined();
});

test("after very many missed messages, reading goes on at the first unread one", async () => {
  const { room, log, join } = await open({ said: 10, seen: 10 });
  for (let n = 11; n <= 2000; n += 1) log.push(message(n));
  await join();
  expect(room.messages.value.some(({ seq }) => seq === 11)).toBeTrue();
  expect([room.unreadLine.value, room.hasNewer.value]).toEqual([10, true]);
});

test("messages missed while offline are new, even if the person looked at the page all the time", async () => {
  const { room, log, join } = await open({ said: 10, seen: 10 });
  log.push(...said(11, 40));
  await join();
  expect([room.unreadLine.value, room.firstUnseen, room.unread.value]).toEqual([10, 11, 30]);
  room.see(20);
  expect(room.firstUnseen).toBeUndefined();
});

test("own messages are not new after a connection that was lost before the acknowledgement", async () => {
  const { room, log, join } = await open({ said: 10, seen: 10 });
  log.push(message(11, "ada"));
  await join();
  expect(room.unreadLine.value).toBeUndefined();
});

test("a room whose log was replaced has nothing unread, and is read again", async () => {
  const { room, log, join, say } = await open({ said: 30, seen: 30 });
  log.length = 2;
  await join();
  expect([shown(room), room.unread.value]).toEqual([[1, 2], 0]);
  say();
  expect(room.unread.value).toBe(1);
});

test("messages of others are reported once, in order: live and after a lost connection, but not from history", async () => {
  const { room, log, arrived, join, say } = await open({ said: 80, seen: 60 });
  await room.loadOlder();
  expect(arrived).toEqual([]);
  say("lin");
  say("ada");
  say("lin");
  for (let n = 84; n <= 200; n += 1) log.push(message(n));
  await join();
  await join();
  say("lin");
  expect(arrived).toEqual([81, 83, ...Array.from({ length: 118 }, (_, n) => 84 + n)]);
});

test("messages of others are reported once to a reader further up, and not again below", async () => {
  const { room, arrived, join, say } = await open({ said: 300, seen: 300, at: 9 });
  say();
  await join();
  say();
  expect(arrived).toEqual([301, 302]);
  while (room.hasNewer.value) await room.loadNewer();
  say();
  expect(arrived).toEqual([301, 302, 303]);
});

test("of a log that was replaced, only messages from then on are reported", async () => {
  const { log, arrived, join, say } = await open({ said: 30, seen: 30 });
  log.length = 2;
  await join();
  say();
  expect(arrived).toEqual([3]);
});
