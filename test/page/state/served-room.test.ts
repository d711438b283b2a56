import { afterEach, expect, jest, test } from "bun:test";
import { LONG, open, said, message, shown } from "./opened-room";

afterEach(() => void jest.useRealTimers());

test("a link to a message opens the room at that message", async () => {
  const { room } = await open({ said: 5000, seen: 5000, at: 300 });
  expect(shown(room)).toEqual([275, 324]);
  expect(room.goal.value).toEqual({ is: "message", seq: 300 });
});

test("unread messages above the cached ones are read, and reading begins at the first of them", async () => {
  const { room } = await open({ said: 300, seen: 5, kept: said(201, 300) });
  expect(shown(room)).toEqual([1, 30]);
  expect([room.unreadLine.value, room.unread.value]).toEqual([5, 295]);
});

test("going to the end while an earlier place is still being read leads to the end", async () => {
  const { served, room, join, hold } = await open({ said: 400, kept: said(301, 400), seen: 400 });
  const answer = hold();
  await served.open(7);
  const joining = join();
  await Promise.resolve();
  const going = room.goTo({ is: "end" });
  answer();
  await Promise.all([joining, going]);
  expect(shown(room)[1]).toBe(400);
  expect(room.hasNewer.value).toBe(false);
});

test("a link to a removed message leads to the first kept one", async () => {
  const { room } = await open({ said: 1000, floor: 900, seen: 1000, at: 7 });
  expect(shown(room)).toEqual([900, 924]);
  expect(room.seqOf({ is: "message", seq: 7 })).toBe(900);
});

test("a link to another message of a room that is open is not settled before it was read", async () => {
  const { served, room, join } = await open({ said: 400, seen: 400 });
  room.reached();
  await served.open(7);
  expect(room.isSettled.value).toBeFalse();
  await join();
  expect([room.isSettled.value, shown(room)]).toEqual([true, [1, 31]]);
});

test("a link that is opened while the room is still read is not settled by that reading", async () => {
  const { served, room, log, join, hold } = await open({ said: 400, seen: 400 });
  room.reached();
  log.push(message(401));
  const answer = hold();
  const earlier = join();
  await Bun.sleep(0);
  await served.open(7);
  answer();
  await earlier;
  expect(room.isSettled.value).toBeFalse();
  await join();
  expect([room.isSettled.value, shown(room)]).toEqual([true, [1, 31]]);
});

test("after each lost connection, all missed messages are read", async () => {
  const { room, log, join } = await open({ said: 1, seen: 1 });
  for (let n = 2; n <= 120; n += 1) log.push(message(n));
  await join();
  await join();
  expect(shown(room)).toEqual([1, 120]);
});

test("a reader far back stays there when the connection comes back", async () => {
  const { room, log, join } = await open({ said: 2000, seen: 2000, at: 300 });
  room.reached();
  log.push(message(2001));
  await join();
  expect(shown(room)).toEqual([275, 324]);
  expect(room.goal.value).toBeUndefined();
});

test("a live message that overtakes the server's answer about the room removes nothing", async () => {
  const { room, join, say, roomList, arrived } = await open({ said: 30, seen: 30 });
  say();
  room.see(31);
  const counts: number[] = [];
  room.messages.subscribe((all) => void counts.push(all.length));
  await join(30);
  expect(new Set(counts)).toEqual(new Set([31]));
  expect([room.unread.value, roomList.of("designers").seen]).toEqual([0, 31]);
  say();
  expect([room.unread.value, arrived]).toEqual([1, [31, 32]]);
});

test("reading far back leaves the newest messages in the cache", async () => {
  jest.useFakeTimers();
  const { room, newestKept } = await open({
    said: 1000,
    seen: 1000,
    at: 7,
    kept: said(901, 1000),
  });
  expect(shown(room)).toEqual([1, 31]);
  jest.advanceTimersByTime(LONG);
  expect(newestKept()).toBe(1000);
});

test("messages are cached also while more come all the time", async () => {
  jest.useFakeTimers();
  const { say, newestKept } = await open({ said: 10, seen: 10 });
  for (let n = 0; n < 100; n += 1) {
    say();
    jest.advanceTimersByTime(100);
  }
  expect(newestKept()).toBeGreaterThan(100);
});

test("P15: a room's people are those on joining, and what has changed since", async () => {
  const { served, room } = await open({});
  const [ada, lin, noor] = ["ada", "lin", "noor"].map((name) => ({ from: `${name}-id`, name }));
  await served.onJoined({
    room: "designers",
    head: 0,
    floor: 0,
    rev: 0,
    count: 2,
    people: [ada!, lin!],
  });
  const changed = { room: "designers", count: 2, came: [noor!], gone: [lin!.from] };
  served.onPeopleChanged(changed);
  expect(room.people.value).toEqual({ count: 2, people: [ada!, noor!] });
  // A change that comes twice changes nothing, and a new name changes nobody's place.
  served.onPeopleChanged(changed);
  served.onPeopleChanged({ ...changed, came: [{ ...ada!, name: "Ada Lovelace" }], gone: [] });
  expect(room.people.value.people.map(({ name }) => name)).toEqual(["Ada Lovelace", "noor"]);
});
